//! Canonical JSON (RFC 8785), and the places where two texts of it differ.

use super::fault::Fault;
use crate::base::card::mask;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The canonical bytes of a value. Numbers are integers below 2⁵³; keys are strings.
pub fn write<T: Serialize>(value: &T) -> Vec<u8> {
    match serde_json_canonicalizer::to_vec(value) {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("the records of a run are plain data: {error}"),
    }
}

/// Reads a value that must stand there in canonical form.
pub fn read<T: DeserializeOwned + Serialize>(file: &str, bytes: &[u8]) -> Result<T, Vec<Fault>> {
    let value: T = serde_json::from_slice(bytes).map_err(|error| {
        let words = mask(&error.to_string());
        let fault = Fault::new(file, format!("cannot be read: {words}"), format!("无法读取：{words}"));
        vec![fault.line(error.line().max(1))]
    })?;
    match write(&value) {
        canonical if canonical == bytes => Ok(value),
        _ => {
            let en = "is not canonical JSON (RFC 8785) with all its keys";
            Err(vec![Fault::new(file, en, "不是规范的 JSON（RFC 8785），或缺键")])
        }
    }
}

/// The keys under which two values differ, such as `parties[1].share`; at most `most` of them.
pub fn differences(one: &Value, other: &Value, most: usize) -> Vec<String> {
    let mut found = Vec::new();
    walk(String::new(), one, other, most, &mut found);
    found
}

fn walk(at: String, one: &Value, other: &Value, most: usize, found: &mut Vec<String>) {
    if one == other || found.len() >= most {
        return;
    }
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                walk(at, &of(one), &of(other), most, found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (number, (one, other)) in one.iter().zip(other).enumerate() {
                walk(format!("{at}[{number}]"), one, other, most, found);
            }
        }
        _ => found.push(at),
    }
}
