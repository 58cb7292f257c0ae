-- A ledger as version 1 made it. Never to be changed: files like this are in use.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1920494692;
PRAGMA user_version = 1;
CREATE TABLE entries (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('run', 'import', 'void')),
  name TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK ((attempt > 0) = (kind = 'run')),
  digest TEXT NOT NULL,
  seats TEXT NOT NULL,
  previous TEXT NOT NULL,
  chain TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE seats (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries (number),
  claim TEXT NOT NULL,
  key TEXT NOT NULL,
  stage TEXT NOT NULL,
  year INTEGER NOT NULL,
  pupil TEXT NOT NULL,
  round TEXT NOT NULL,
  school TEXT NOT NULL,
  withdrawn INTEGER REFERENCES entries (number)
) STRICT;
CREATE UNIQUE INDEX seats_in_force ON seats (claim, key, stage, pupil, year) WHERE withdrawn IS NULL;
CREATE INDEX seats_of_entry ON seats (entry);
INSERT INTO entries VALUES (1, 'import', 'old.csv', 0,
  'cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4',
  'a0bd8226596d3410e8462b0f0e67d5416e4204848ea63d83dacd90023fabb245',
  '',
  'cbc49aa2d7cd64c423c7f88acf14a38eeaee40d1194f24023e2c318311e13758');
INSERT INTO entries VALUES (2, 'run', '2024/primary/alpha', 1,
  '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
  'bdf7bf510c7f65b45859eb678970d6a03e72629f2ce7771ae2cdd23248c14832',
  'cbc49aa2d7cd64c423c7f88acf14a38eeaee40d1194f24023e2c318311e13758',
  '34aa5221e53bf9f149590dcc1f44a5e24094066a7f5ba154eb023fe7d7f897d9');
INSERT INTO entries VALUES (3, 'void', '2024/primary/alpha', 0,
  '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
  'abd5f5e089140f608dcf5245106275c5ec0479ded87df9c53d717884f6c4cc8a',
  '34aa5221e53bf9f149590dcc1f44a5e24094066a7f5ba154eb023fe7d7f897d9',
  'eab574e3857d95a64e1a904df21434579f8ec6cc18619702eba50be044c4691b');
INSERT INTO entries VALUES (4, 'run', '2024/primary/alpha', 2,
  '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3',
  '8e6234bb2fd48965ec86aec8aaa45b5ba833fd8497f179bc7bbb8fef823c8c9a',
  'eab574e3857d95a64e1a904df21434579f8ec6cc18619702eba50be044c4691b',
  'c53ac6ee07e6ac32c9327eb1f3f1221baa9e5e6d066e9c7446173d54d33addba');
INSERT INTO seats VALUES (1, 1, 'seat', 'A1', 'primary', 2019, 'P1', '', '', NULL);
INSERT INTO seats VALUES (2, 1, 'seat', 'A2', 'junior', 2021, 'P2', '', '', NULL);
INSERT INTO seats VALUES (3, 2, 'seat', 'A3', 'primary', 2024, 'Q1', 'first', 'S1', 3);
INSERT INTO seats VALUES (4, 4, 'seat', 'A3', 'primary', 2024, 'Q2', 'first', 'S2', NULL);
