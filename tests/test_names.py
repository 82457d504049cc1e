"""What an operator may type as a name, what he gets back, and why the rest is refused."""

from typing import Any

import duckdb
import pytest

from nsksim.names import (
    CatalogName,
    CatalogPattern,
    Defaults,
    DefineName,
    DeviceName,
    DiskfilePattern,
    DriveName,
    FileName,
    FileTemplate,
    InvalidName,
    LabelPattern,
    NameKind,
    NodeName,
    PoolName,
    PoolPattern,
    ProcessId,
    ProcessName,
    Security,
    SpoolDestination,
    SpoolLocation,
    Subvolume,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
    TemporaryFileName,
    UserId,
    UserName,
    VolumeName,
    file_id_of_label,
    label_of_file_id,
)

INSIDX = NodeName("INSIDX")
ETINIUM = NodeName("ETINIUM")
DEFAULTS = Defaults(INSIDX, VolumeName("DATA"), "BBOX")

EVERY_KIND: list[Any] = [
    NodeName,
    VolumeName,
    Subvolume,
    FileName,
    TemporaryFileName,
    FileTemplate,
    DiskfilePattern,
    ProcessName,
    ProcessId,
    DeviceName,
    SpoolLocation,
    SpoolDestination,
    DefineName,
    UserName,
    UserId,
    Security,
    TapeLabel,
    LabelPattern,
    PoolName,
    PoolPattern,
    CatalogName,
    CatalogPattern,
    TapeFileId,
    TapeFilePattern,
    DriveName,
]

VALID = [
    (NodeName, r"\etinium", r"\ETINIUM"),
    (NodeName, r"\A", r"\A"),
    (VolumeName, "$data", "$DATA"),
    (VolumeName, "$A123456", "$A123456"),
    (Subvolume, "$ETINET.slabadl", "$ETINET.SLABADL"),
    (Subvolume, r"\insidx.$etinet.slabadl", r"\INSIDX.$ETINET.SLABADL"),
    (FileName, r"\ETINIUM.$data.bbox.macros", r"\ETINIUM.$DATA.BBOX.MACROS"),
    (TemporaryFileName, r"\ETINIUM.$DATA.#0417", r"\ETINIUM.$DATA.#0417"),
    (TemporaryFileName, r"\ETINIUM.$DATA.#1234567", r"\ETINIUM.$DATA.#1234567"),
    (FileTemplate, r"\etinium.$d*.pay?.*", r"\ETINIUM.$D*.PAY?.*"),
    (FileTemplate, r"\A.$A.B.**", r"\A.$A.B.**"),
    (FileTemplate, r"\A.$A.B.*A*B*C*D*E*F*G*H*", r"\A.$A.B.*A*B*C*D*E*F*G*H*"),
    (DiskfilePattern, r"\nodep.$*.*.*", r"\NODEP.$*.*.*"),
    (ProcessName, "$zsvr", "$ZSVR"),
    (ProcessName, r"\ETINIUM.$Z4M9", r"\ETINIUM.$Z4M9"),
    (ProcessName, "$0", "$0"),
    (ProcessName, "$BBEXT", "$BBEXT"),
    (ProcessId, "9,151", "9,151"),
    (ProcessId, "01,040", "1,40"),
    (ProcessId, r"\A.15,65535", r"\A.15,65535"),
    (DeviceName, "$ztn0.#pta1", "$ZTN0.#PTA1"),
    (DeviceName, "$RECEIVE", "$RECEIVE"),
    (DeviceName, r"\A.$PROC.#Q1.Q2", r"\A.$PROC.#Q1.Q2"),
    (SpoolLocation, "#slaba.expdayl", "#SLABA.EXPDAYL"),
    (SpoolLocation, "#HOLD", "#HOLD.DEFAULT"),
    (SpoolDestination, "$S.#SLABA.EXPDAYL", "$S.#SLABA.EXPDAYL"),
    (SpoolDestination, r"\INSIDX.$S.#HOLD", r"\INSIDX.$S.#HOLD.DEFAULT"),
    (SpoolDestination, "$S", "$S.#DEFAULT.DEFAULT"),
    (DefineName, "=out", "=OUT"),
    (DefineName, "=_defaults", "=_DEFAULTS"),
    (DefineName, "=A-B_C^9", "=A-B_C^9"),
    (DefineName, "=" + "A" * 23, "=" + "A" * 23),
    (UserName, "super.super", "SUPER.SUPER"),
    (UserId, "255,255", "255,255"),
    (UserId, "40,007", "40,7"),
    (Security, "nunu", "NUNU"),
    (Security, '"AOOO"', "AOOO"),
    (Security, "----", "----"),
    (TapeLabel, "sad001", "SAD001"),
    (TapeLabel, "1", "1"),
    (TapeLabel, '"A*?-B"', '"A*?-B"'),
    (TapeLabel, '"SAD001"', "SAD001"),
    (LabelPattern, "sad*", "SAD*"),
    (LabelPattern, "*", "*"),
    (LabelPattern, "?A?D?0*", "?A?D?0*"),
    (LabelPattern, '"SAD*"', '"SAD*"'),
    (LabelPattern, '"SAD001"', "SAD001"),
    (PoolName, "Slab_A_Daily", "SLAB_A_DAILY"),
    (PoolName, "CH409DR_2ND_SLABA_BRCOM_DAILY", "CH409DR_2ND_SLABA_BRCOM_DAILY"),
    (PoolName, "P" * 30, "P" * 30),
    (PoolPattern, "*_daily", "*_DAILY"),
    (CatalogPattern, r"\insidx.qc*", r"\INSIDX.QC*"),
    (CatalogPattern, "slabvc", "SLABVC"),
    (CatalogPattern, "*", "*"),
    (CatalogName, r"\etinium.slabvc", r"\ETINIUM.SLABVC"),
    (CatalogName, "QCVOLCAT", "QCVOLCAT"),
    (TapeFileId, "slaba-bak11-daily", "SLABA-BAK11-DAILY"),
    (TapeFileId, "FULL_BACKUP", "FULL_BACKUP"),
    (TapeFileId, "9" * 60, "9" * 60),
    (TapeFileId, '"PAY, JAN (1)"', '"PAY, JAN (1)"'),
    (TapeFilePattern, "slaba-*", "SLABA-*"),
    (DriveName, "$tape0", "$TAPE0"),
    (DriveName, r"\A.$TD03", r"\A.$TD03"),
]


@pytest.mark.parametrize(("kind", "typed", "canonical"), VALID)
def test_a_valid_name_is_given_back_in_its_canonical_form(kind, typed, canonical):
    assert str(kind.parse(typed)) == canonical


def test_the_table_of_valid_names_covers_every_kind():
    assert {kind for kind, _, _ in VALID} == set(EVERY_KIND)


INVALID = [
    (NodeName, "ETINIUM", "the first a letter"),
    (NodeName, "\\", "1 to 7 letters and digits"),
    (NodeName, r"\12345", "the first a letter"),
    (NodeName, r"\ABCDEFGH", "1 to 7"),
    (NodeName, r"\NO-DE", "letters and digits"),
    (NodeName, "\\NODE\n", "letters and digits"),
    (NodeName, "\\NODE\u0131", "letters and digits"),
    (VolumeName, "DATA", "a volume is $"),
    (VolumeName, "$ABCDEFGH", "1 to 7"),
    (Subvolume, "$DATA", "a subvolume has 1 to 8"),
    (Subvolume, "SLABADL", "the volume is missing"),
    (Subvolume, "$DATA.SLABADL.SAD001", "at most three parts"),
    (Subvolume, "$DATA.ABCDEFGHI", "a subvolume has 1 to 8"),
    (Subvolume, r"\1.$DATA.A", "a node is"),
    (FileName, "", "a file has 1 to 8"),
    (FileName, "$DATA.A", "followed by a subvolume and a file"),
    (FileName, r"\ETINIUM.$DATA.A", "followed by a subvolume and a file"),
    (FileName, "$DATA", "followed by a subvolume and a file"),
    (FileName, r"\ETINIUM", "the file is missing"),
    (FileName, "$DATA.A.B.C", "at most"),
    (FileName, "A.B.C", "at most"),
    (FileName, "A..B", "at most"),
    (FileName, "$DATA..B", "a subvolume has 1 to 8"),
    (FileName, "A.1FILE", "a file has 1 to 8"),
    (FileName, "LONGNAME9", "a file has 1 to 8"),
    (FileName, "MY-FILE", "letters and digits"),
    (FileName, "MY_FILE", "letters and digits"),
    (FileName, "MY FILE", "letters and digits"),
    (FileName, "FIL*", "letters and digits"),
    (FileName, "#1234", "a file has 1 to 8"),
    (FileName, "$TOOLONGX.A.B", "a volume is"),
    (TemporaryFileName, "$DATA.1234", "# and 4 to 7 digits"),
    (TemporaryFileName, "$DATA.#12", "# and 4 to 7 digits"),
    (TemporaryFileName, "$DATA.SUB.#1234", "# and 4 to 7 digits"),
    (FileTemplate, "$DATA.A", "followed by a subvolume and a file"),
    (FileTemplate, r"\*.$DATA.A.*", "a node may not have wildcards"),
    (FileTemplate, r"\ET?NIUM.A.*", "a node may not have wildcards"),
    (FileTemplate, "$DATA.1*.A", "a subvolume template"),
    (FileTemplate, "?????????", "a file template"),
    (FileTemplate, "$.A.B", "a volume template"),
    (DiskfilePattern, "$$BAD", "followed by a subvolume and a file"),
    (DiskfilePattern, "$$BAD.A.B", "a volume template"),
    (ProcessName, "ZSVR", "a process is $"),
    (ProcessName, "$ABCDEF", "1 to 5"),
    (ProcessName, "$1", "the first a letter"),
    (ProcessName, r"\BAD-.$A", "a node is"),
    (ProcessId, "16,1", "cpu (0 to 15)"),
    (ProcessId, "1,65536", "pin (0 to 65535)"),
    (ProcessId, "1.2", "a comma"),
    (DeviceName, "$ZTN0.", "a subdevice is #"),
    (DeviceName, "$ZTN0.PTA1", "a subdevice is #"),
    (SpoolLocation, "SLABA.EXPDAYL", "#group.destination"),
    (SpoolLocation, "#SLABA.", "#group.destination"),
    (SpoolLocation, "#A.B.C", "#group.destination"),
    (SpoolLocation, "#ABCDEFGH", "1 to 7"),
    (SpoolDestination, "#SLABA.EXPDAYL", "a process is $"),
    (SpoolDestination, "$S.", "#group.destination"),
    (DefineName, "OUT", "a DEFINE is ="),
    (DefineName, "=", "1 to 23"),
    (DefineName, "=1OUT", "the first a letter"),
    (DefineName, "=" + "A" * 24, "1 to 23"),
    (UserName, "SUPER", "GROUP.USER"),
    (UserName, "SUPER.SUPER.SUPER", "GROUP.USER"),
    (UserName, "SUPER.9", "the first a letter"),
    (UserId, "256,1", "0 to 255"),
    (UserId, "255", "a comma"),
    (UserId, "\u0661,1", "0 to 255"),
    (Security, "NUN", "four of the letters"),
    (Security, "NUNX", "four of the letters"),
    (Security, '"NUNU', "four of the letters"),
    (TapeLabel, "", "1 to 6 characters"),
    (TapeLabel, '""', "1 to 6 characters"),
    (TapeLabel, "SAD0010", "1 to 6 characters"),
    (TapeLabel, "SAD-01", "quotation marks"),
    (TapeLabel, "SAD*", "quotation marks"),
    (TapeLabel, '"SAD', "a quotation mark is missing"),
    (TapeLabel, '"', "a quotation mark is missing"),
    (TapeLabel, '"A"B"', "1 to 6 characters"),
    (TapeLabel, '"SAD "', "neither begins nor ends with a blank"),
    (TapeLabel, '"\u00e9"', "1 to 6 characters"),
    (LabelPattern, "SAD0010*", "at most 6 characters"),
    (LabelPattern, "SAD0010", "1 to 6 characters"),
    (LabelPattern, "SA-*", "quotation marks"),
    (PoolName, "P" * 31, "1 to 30"),
    (PoolName, "2ND_POOL", "the first a letter"),
    (PoolName, "POOL-A", "letters, digits and underscores"),
    (PoolPattern, "POOL-*", "quotation marks"),
    (PoolPattern, "2ND", "the first a letter"),
    (CatalogName, r"\ETINIUM", "a catalog has 1 to 30"),
    (CatalogName, r"\ETINIUM.", "a catalog has 1 to 30"),
    (CatalogName, "C" * 31, "1 to 30"),
    (CatalogPattern, "C" * 31 + "*", "up to 30"),
    (CatalogPattern, r"\*.VC", "a node is"),
    (CatalogPattern, "2ND*", "up to 30"),
    (TapeFileId, "F" * 61, "1 to 60"),
    (TapeFileId, "FULL BACKUP", "quotation marks"),
    (TapeFileId, "FULL*", "quotation marks"),
    (TapeFilePattern, "\u00e9*", "quotation marks"),
    (TapeFilePattern, "F" * 60 + "?", "at most 60"),
    (DriveName, "TAPE0", "a tape drive is $"),
    (DriveName, "$TAPE123", "1 to 6"),
    (DriveName, "$17", "the first a letter"),
]


def parse(kind, text):
    completed = {FileName, FileTemplate, DiskfilePattern, TemporaryFileName}
    return kind.parse(text, DEFAULTS) if kind in completed else kind.parse(text)


@pytest.mark.parametrize(("kind", "typed", "reason"), INVALID)
def test_a_wrong_name_is_refused_with_its_kind_the_typed_text_and_the_reason(kind, typed, reason):
    with pytest.raises(InvalidName) as refusal:
        parse(kind, typed)
    assert refusal.value.kind is kind.KIND
    assert refusal.value.text == typed
    assert reason in refusal.value.reason


def test_the_table_of_wrong_names_covers_every_kind():
    assert {kind for kind, _, _ in INVALID} == set(EVERY_KIND)


def test_every_kind_has_words_for_what_was_expected():
    assert FileTemplate.EXPECTED == "a valid filename template"
    assert all(kind.EXPECTED for kind in EVERY_KIND)
    assert {kind.KIND for kind in EVERY_KIND} == set(NameKind)


def test_a_constructor_takes_canonical_parts_only():
    with pytest.raises(InvalidName):
        NodeName("etinium")


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("MACROS", r"\INSIDX.$DATA.BBOX.MACROS"),
        ("PAY.JAN", r"\INSIDX.$DATA.PAY.JAN"),
        ("$OLD.PAY.JAN", r"\INSIDX.$OLD.PAY.JAN"),
        (r"\ETINIUM.PAY.JAN", r"\ETINIUM.$DATA.PAY.JAN"),
        (r"\ETINIUM.JAN", r"\ETINIUM.$DATA.BBOX.JAN"),
        (r"\ETINIUM.$OLD.PAY.JAN", r"\ETINIUM.$OLD.PAY.JAN"),
    ],
)
def test_a_partial_file_name_is_completed_from_the_defaults(typed, full):
    assert str(FileName.parse(typed, DEFAULTS)) == full
    assert str(FileTemplate.parse(typed, DEFAULTS)) == full
    assert FileTemplate.parse(typed, DEFAULTS).single == FileName.parse(typed, DEFAULTS)


def test_other_partial_names_are_completed_too():
    assert str(Subvolume.parse("PAY", DEFAULTS)) == r"\INSIDX.$DATA.PAY"
    assert str(Subvolume.parse("$OLD.PAY", INSIDX)) == r"\INSIDX.$OLD.PAY"
    assert str(TemporaryFileName.parse("#0417", DEFAULTS)) == r"\INSIDX.$DATA.#0417"
    assert str(FileTemplate.parse("*", DEFAULTS)) == r"\INSIDX.$DATA.BBOX.*"
    assert str(DiskfilePattern.parse("$*.*.*", INSIDX)) == r"\INSIDX.$*.*.*"
    assert str(DEFAULTS) == str(DEFAULTS.place) == r"\INSIDX.$DATA.BBOX"


@pytest.mark.parametrize(
    ("typed", "defaults", "reason"),
    [
        ("$DATA.PAY.JAN", None, "the node is missing"),
        ("PAY.JAN", INSIDX, "the volume is missing"),
        ("JAN", INSIDX, "missing"),
        (r"\INSIDX.JAN", None, "missing"),
    ],
)
def test_what_no_default_completes_is_refused(typed, defaults, reason):
    with pytest.raises(InvalidName, match=reason):
        FileName.parse(typed, defaults)


def test_a_name_is_displayed_without_the_node_it_is_seen_from():
    name = FileName.parse(r"\INSIDX.$ETINET.SLABADL.SAD001")
    assert name.local(INSIDX) == "$ETINET.SLABADL.SAD001"
    assert name.local(ETINIUM) == r"\INSIDX.$ETINET.SLABADL.SAD001"
    drive = DriveName.parse("$TAPE0")
    assert str(drive.qualified(INSIDX)) == r"\INSIDX.$TAPE0"
    assert drive.qualified(INSIDX).qualified(ETINIUM).node == INSIDX
    assert drive.local(INSIDX) == "$TAPE0"
    assert SpoolDestination.parse("$S.#A").qualified(INSIDX).collector == ProcessName(
        "S", node=INSIDX
    )


def test_a_subvolume_names_its_files():
    staging = Subvolume.parse(r"\INSIDX.$ETINET.SLABADL")
    file = staging.file("sad001")
    assert str(file) == r"\INSIDX.$ETINET.SLABADL.SAD001"
    assert file.place == staging
    with pytest.raises(InvalidName, match="the node is missing"):
        Subvolume.parse("$ETINET.SLABADL").file("SAD001")


def test_the_longest_file_name_fits_the_column_of_the_catalog():
    assert len(str(FileName.parse(r"\ABCDEFG.$ABCDEFG.ABCDEFGH.ABCDEFGH"))) == 35


def test_names_sort_as_they_read():
    typed = [r"\A.$B.C.D", r"\A1.$A.A.A", r"\A.$B.C1.A", r"\A.$B.C.E", r"\A.$A.Z.Z"]
    assert [str(name) for name in sorted(map(FileName.parse, typed))] == sorted(typed)
    assert sorted(map(DriveName.parse, ["$B", r"\A.$A", "$A"])) == [
        DriveName("A"),
        DriveName("B"),
        DriveName("A", node=NodeName("A")),
    ]
    assert max(ProcessId(10, 1), ProcessId(9, 151)) == ProcessId(10, 1)
    with pytest.raises(TypeError):
        assert DriveName("A") < ProcessName("A")


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        (r"\A.$SB??.X.F", r"\A.$SB01.X.F", True),
        (r"\A.$SB??.X.F", r"\A.$SB1.X.F", False),
        (r"\A.$D.X.*CH?", r"\A.$D.X.BACH1", True),
        (r"\A.$D.X.*CH?", r"\A.$D.X.CH1", True),
        (r"\A.$D.X.*CH?", r"\A.$D.X.BACH", False),
        (r"\A.$*.*.*", r"\A.$D.X.F", True),
        (r"\A.$*.*.*", r"\B.$D.X.F", False),
        (r"\A.$D.X.F", r"\A.$D.X.F", True),
        (r"\A.$D.X.F", r"\A.$D.X.FF", False),
    ],
)
def test_a_template_selects_the_same_names_here_and_in_sql(pattern, name, fits):
    template = FileTemplate.parse(pattern)
    file = FileName.parse(name)
    assert template.matches(file) is fits
    assert DiskfilePattern.parse(pattern).matches(file) is fits
    selected = duckdb.execute(
        "SELECT ? GLOB ?, ? LIKE ?", [str(file), template.glob, str(file), template.like]
    ).fetchone()
    assert selected == (fits, fits)
    volume, subvolume, last = template.globs
    parts = duckdb.execute(
        "SELECT ? GLOB ? AND ? GLOB ? AND ? GLOB ?",
        [str(file.volume), volume, file.subvolume, subvolume, file.file, last],
    ).fetchone()
    assert parts == (fits or template.node != file.node,)


def test_a_diskfile_pattern_keeps_what_was_typed_for_the_echo():
    pattern = DiskfilePattern.parse(r"\nodep.$*.*.*")
    assert pattern.typed == r"\nodep.$*.*.*"
    assert pattern == DiskfilePattern.parse(r"\NODEP.$*.*.*")
    assert pattern.node == NodeName("NODEP")


@pytest.mark.parametrize(
    ("pattern", "label", "fits"),
    [
        ("SAD*", "SAD001", True),
        ("SAD*", "SARD01", False),
        ("SAD00?", "SAD001", True),
        ("*", '"A*B"', True),
        ("SAD001", "SAD001", True),
        ('"A*B"', '"A*B"', True),
        ('"A*B"', "AXB", False),
        ('"A?B"', "AXB", False),
        (r'"A[\B"', r'"A[\B"', True),
    ],
)
def test_a_label_pattern_selects_the_same_labels_here_and_in_sql(pattern, label, fits):
    selected = LabelPattern.parse(pattern)
    name = TapeLabel.parse(label)
    assert selected.matches(name) is fits
    assert duckdb.execute("SELECT ? GLOB ?", [name.value, selected.glob]).fetchone() == (fits,)


def test_a_pattern_without_wildcards_names_one():
    assert LabelPattern.parse("sad001").single == "SAD001"
    assert LabelPattern.parse('"SAD*"').single == "SAD*"
    assert LabelPattern.parse("SAD*").single is None
    assert PoolPattern.parse("SLAB_*").matches(PoolName("SLAB_A_DAILY"))
    assert FileTemplate.parse(r"\A.$B.C.*").single is None


def test_only_wildcards_can_be_literal():
    with pytest.raises(InvalidName, match="only wildcards"):
        LabelPattern("SAD001", literal=True)


def test_the_label_part_of_a_tape_file_id_is_its_rightmost_seventeen_characters():
    file_id = TapeFileId.parse("SLABA-BAK11-BRCOM-DAILY")
    assert len(file_id.value) == 23
    assert file_id.label_part == "BAK11-BRCOM-DAILY"
    assert TapeFileId.parse("FULL").label_part == "FULL"


def test_user_ids_know_the_super_group():
    assert UserId(255, 255).is_super_id
    assert UserId(255, 7).is_super_group
    assert not UserId(255, 7).is_super_id
    assert not UserId(40, 255).is_super_group
    assert UserId(40, 255).is_group_manager
    assert UserId(40, 7).padded == "40,007"


def test_security_letters_by_position():
    letters = Security.parse("NUGO")
    assert (letters.read, letters.write, letters.execute, letters.purge) == ("N", "U", "G", "O")


def test_reserved_defines():
    assert DefineName.parse("=_DEFAULTS").is_reserved
    assert not DefineName.parse("=OUT").is_reserved


@pytest.mark.parametrize(
    ("label", "file_id"),
    [
        ("SAD001", "SAD001"),
        ("N1", "N1"),
        ("123456", "N123456"),
        ("1", "NNNNNN1"),
        ("01", "NNNNN01"),
        ("1N", "NNNNN1N"),
    ],
)
def test_a_label_has_a_file_id_of_its_own(label, file_id):
    assert file_id_of_label(TapeLabel(label)) == file_id
    assert label_of_file_id(file_id.lower()) == TapeLabel(label)


def test_a_label_with_special_characters_has_no_file_id():
    with pytest.raises(InvalidName, match="only letters and digits"):
        file_id_of_label(TapeLabel.parse('"SAD-1"'))


@pytest.mark.parametrize("file_id", ["SUMMARY", "NNNNNNN", "NNNNNN01", "1ABC", "", "M123456"])
def test_a_file_id_that_stands_for_no_label_is_refused(file_id):
    with pytest.raises(InvalidName, match="does not stand for a tape name") as refusal:
        label_of_file_id(file_id)
    assert refusal.value.text == file_id
