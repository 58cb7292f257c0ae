//! What is wrong with a draw or a roster, as data, and the sentence that says it.

use crate::base::tongue::Tongue;

/// Something inconsistent, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the round; none if it concerns the whole draw or roster.
    pub round: Option<String>,
    /// The id of the applicant, or the row if there is no such id.
    pub applicant: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $(($($field:ident),+))?: $en:literal, $zh:literal;)*) => {
        /// What can be wrong. Names in it are those of rounds, groups, criteria, lists and schools, or numbers.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::enum_variant_names)]
        pub enum Fault {
            $($(#[$doc])* $name $(($(faults!(@text $field)),+))?,)*
        }

        impl Fault {
            fn text(&self, tongue: Tongue) -> String {
                match self {
                    $(Fault::$name $(($($field),+))? => tongue.pick(format!($en), format!($zh)),)*
                }
            }
        }
    };
    (@text $field:ident) => { String };
}

faults! {
    /// The format is another one.
    Format(found): "the format is `{found}`, not `ruxue-rounds/1`", "格式为 `{found}`，应为 `ruxue-rounds/1`";
    /// A draw has no rounds.
    NoRounds: "the draw has no rounds", "本次派位没有任何轮次";
    /// A name is empty or has a character that tables cannot hold.
    Name(name): "`{name}` cannot be a name: it is empty or has one of `/ . , +`, a tab or a line end",
        "`{name}` 不能用作名称：为空，或含有 `/ . , +`、制表符或换行";
    /// A name stands for two things of one kind.
    Twice(name): "`{name}` occurs twice", "`{name}` 出现两次";
    /// There is no round of that name.
    NoSuchRound(name): "there is no round `{name}`", "没有名为 `{name}` 的轮次";
    /// The unplaced join a round that does not follow.
    JoinsEarlier(name): "the unplaced join `{name}`, which is not held after this round",
        "未派中者转入 `{name}`，而该轮次并不在本轮之后";
    /// In turn nobody wins several.
    SeveralWinsInTurn: "rounds held in turn have no several wins: whoever is placed leaves the later rounds",
        "依次进行的轮次不会有多次派中：已派中者不再参加后面的轮次";
    /// At once somebody may win several.
    SeveralWinsUnsaid(first, second): "someone takes part both in `{first}` and in `{second}`, held at once, and nothing says what becomes of those who win in both",
        "有申请人同时参加 `{first}` 和 `{second}`，但没有规定两轮都派中时如何处理";
    /// Bands without the parallel mechanism.
    BandsWithoutParallel: "bands of wishes belong to the mechanism `parallel`", "志愿分段只用于 `parallel`（平行志愿）";
    /// The parallel mechanism without bands.
    ParallelWithoutBands: "`parallel` needs the number of wishes in each band; one band of all is `deferred acceptance`",
        "`parallel`（平行志愿）须写明每段的志愿个数；全部志愿为一段即 `deferred acceptance`";
    /// A band of no wishes.
    EmptyBand: "a band of no wishes", "有一段没有志愿";
    /// Serial dictatorship with seat groups.
    SerialWithGroups: "serial dictatorship has no seat groups", "依序选择（serial dictatorship）不能设学位组";
    /// Serial dictatorship with a criterion per wish.
    SerialWithPerWish(criterion): "serial dictatorship has one order for all schools; `{criterion}` has a value for each wish",
        "依序选择（serial dictatorship）各校共用一个次序，而 `{criterion}` 按志愿取值";
    /// Serial dictatorship with tickets at school.
    SerialWithTicketAtSchool: "serial dictatorship has one order for all schools, not a ticket at each",
        "依序选择（serial dictatorship）各校共用一个次序，不能每校各摇号";
    /// Linked applicants and tied ones.
    LinkedAndTied: "linked applicants need an order that ends in a ticket, not in `refer` or `admit all`",
        "捆绑申请人要求次序以摇号结束，不能以 `refer` 或 `admit all` 结束";
    /// Too many seat groups.
    TooManyGroups(count): "{count} seat groups; at most 64 are possible", "学位组有 {count} 个，最多 64 个";
    /// A share without what it is of, or how it is rounded.
    ShareUnsaid(group): "the share of group `{group}` does not say what it is of and how it is rounded",
        "学位组 `{group}` 的比例没有写明是什么的比例、如何取整";
    /// A share beyond a hundred per cent.
    ShareBeyond(group, amount): "the share of group `{group}` is {amount} per cent", "学位组 `{group}` 的比例为 {amount}%";
    /// A part of a share where there is none.
    NotAShare(group): "group `{group}` is no share, but says what it is of or how it is rounded",
        "学位组 `{group}` 不是按比例，却写了比例的基数或取整方法";
    /// An amount where there is none.
    NoAmountWanted(group): "group `{group}` takes all or the rest, but has an amount", "学位组 `{group}` 取全部或剩余学位，却写了数量";
    /// A criterion with the name of a column.
    ReservedName(name): "`{name}` is the name of another column of the roster and cannot be a criterion",
        "`{name}` 是名册另一列的名称，不能用作排序条件";
    /// Ids or codes out of order.
    Unsorted(after, before): "`{after}` stands after `{before}`; ids and codes are sorted byte by byte",
        "`{after}` 排在 `{before}` 之后；编号须按字节排序";
    /// Not an id.
    NotAnId(id): "`{id}` is not an id: a letter or digit, then up to 63 letters, digits, `_` and `-`",
        "`{id}` 不是有效编号：首位为字母或数字，其后至多 63 位字母、数字、`_`、`-`";
    /// As many parts as rounds.
    RoundsOfRoster(found, wanted): "the roster is for {found} rounds, the draw has {wanted}", "名册有 {found} 轮，派位有 {wanted} 轮";
    /// Seats for each school.
    SeatsOfRoster(found, wanted): "seats are given for {found} schools, there are {wanted}", "给出了 {found} 所学校的学位，学校共 {wanted} 所";
    /// No such row.
    NoSuchRow(row, count): "row {row}, counted from 0, does not exist; the roster has {count}", "没有第 {row} 行，名册共 {count} 行（从 0 起）";
    /// No such school.
    NoSuchSchool(school, count): "school {school}, counted from 0, does not exist; there are {count}", "没有第 {school} 所学校，共 {count} 所（从 0 起）";
    /// No such list.
    NoSuchList(list, count): "list {list}, counted from 0, does not exist; there are {count}", "没有第 {list} 个名单，共 {count} 个（从 0 起）";
    /// An applicant occurs twice in a round.
    RowTwice: "takes part twice in one round", "在同一轮次中出现两次";
    /// A school occurs twice among the wishes.
    WishTwice(school): "school `{school}` is wished for twice", "学校 `{school}` 在志愿中出现两次";
    /// A wish for a school that takes no part.
    WishWithoutSeats(school): "school `{school}` takes no part in this round", "学校 `{school}` 不参加本轮";
    /// As many criteria as the round has.
    CriteriaOfEntry(found, wanted): "{found} criteria; the round has {wanted}", "有 {found} 个排序条件，本轮有 {wanted} 个";
    /// One value, or one for each wish.
    ValuesOfCriterion(criterion, found, wanted): "criterion `{criterion}` has {found} values, not {wanted}",
        "排序条件 `{criterion}` 有 {found} 个值，应为 {wanted} 个";
    /// Groups for each wish.
    GroupsOfEntry(found, wanted): "groups are given for {found} wishes, not {wanted}", "给出了 {found} 个志愿的学位组，应为 {wanted} 个";
    /// A group that the round does not have.
    NoSuchGroup(number, count): "group {number} of a wish does not exist; the round has {count}", "志愿的第 {number} 个学位组不存在，本轮有 {count} 个";
    /// Linked where the round links nobody.
    LinkedInVain: "is linked, but the round links nobody", "有捆绑关系，但本轮没有捆绑规定";
    /// Linked with someone whose own link says otherwise.
    LinkedAmiss(first): "is linked to `{first}`, which must be the first of those linked with one another, and linked to itself",
        "捆绑到 `{first}`，而它须是同一捆绑中编号最小者，并捆绑到自身";
    /// Tiers where there is no guarantee.
    TiersInVain: "has tiers, but the round has no guarantee", "有兜底名单，但本轮没有兜底安排";
    /// Nobody sends anyone here.
    JoinsFromNowhere: "joins only if another round sends them, and no round does", "须由其他轮次转入，但没有轮次转入本轮";
    /// Tickets of the wrong kind.
    TicketsOfKind(wanted): "the tickets are not those of an order that ends in `{wanted}`", "摇号与以 `{wanted}` 结束的次序不符";
    /// Tickets in the wrong number.
    TicketsOfLength(found, wanted): "{found} tickets; {wanted} are needed", "摇号有 {found} 个，应有 {wanted} 个";
}

impl Problem {
    /// The sentence, with the round and the applicant it is about.
    pub fn sentence(&self, tongue: Tongue) -> String {
        let mut text = String::new();
        if let Some(round) = &self.round {
            text += &tongue.pick(format!("round `{round}`: "), format!("轮次 `{round}`："));
        }
        if let Some(applicant) = &self.applicant {
            text += &tongue.pick(format!("applicant `{applicant}`: "), format!("申请人 `{applicant}`："));
        }
        text + &self.fault.text(tongue)
    }
}
