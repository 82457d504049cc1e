"""Laws that hold for every name: reading, writing, completing, selecting."""

import string

from hypothesis import given
from hypothesis import strategies as st

from nsksim.names import (
    CatalogName,
    Defaults,
    DefineName,
    DeviceName,
    DiskfilePattern,
    DriveName,
    FileName,
    FileTemplate,
    InvalidName,
    LabelPattern,
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

LETTERS = string.ascii_uppercase
WORD = LETTERS + string.digits
# What may stand in a quoted name: printable ASCII, no quotation mark, no lower case.
QUOTABLE = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"').translate(
    {ord(letter): None for letter in string.ascii_lowercase}
)


def words(longest, rest=WORD, first=LETTERS):
    return st.builds(
        str.__add__, st.sampled_from(first), st.text(st.sampled_from(rest), max_size=longest - 1)
    )


def quotable(longest):
    return st.text(st.sampled_from(QUOTABLE), min_size=1, max_size=longest).filter(
        lambda text: text == text.strip(" ")
    )


def wild(longest):
    return st.text(st.sampled_from("AB1*?"), min_size=1, max_size=longest).filter(
        lambda text: not text[0].isdigit()
    )


nodes = st.builds(NodeName, words(7))
optional_nodes = st.none() | nodes
volumes = st.builds(VolumeName, words(7))
subvolumes = st.builds(Subvolume, volumes, words(8), node=optional_nodes)
files = st.builds(FileName, nodes, volumes, words(8), words(8))
temporary_files = st.builds(
    TemporaryFileName, nodes, volumes, st.from_regex(r"\A[0-9]{4,7}\Z").map(str)
)
templates = st.builds(FileTemplate, nodes, wild(7).map("${}".format), wild(8), wild(8))
diskfile_patterns = templates.map(lambda template: DiskfilePattern(template, str(template)))
locations = st.builds(SpoolLocation, words(7), words(7))
labels = st.builds(TapeLabel, quotable(6))
plain_labels = st.text(st.sampled_from(WORD), min_size=1, max_size=6).map(TapeLabel)
pools = st.builds(PoolName, words(30, WORD + "_"))
tape_files = st.builds(TapeFileId, quotable(60))


def patterns(kind, names):
    single = names.map(lambda name: kind(name.value, literal=not {"*", "?"}.isdisjoint(name.value)))
    many = wild(6).filter(lambda text: "*" in text or "?" in text).map(kind)
    return single | many


NAMES = (
    nodes
    | volumes
    | subvolumes
    | files
    | temporary_files
    | templates
    | diskfile_patterns
    | st.builds(ProcessName, words(5) | st.just("0"), node=optional_nodes)
    | st.builds(ProcessId, st.integers(0, 15), st.integers(0, 65535), node=optional_nodes)
    | st.builds(DeviceName, words(7), words(7).map("#{}".format), node=optional_nodes)
    | locations
    | st.builds(SpoolDestination, words(5), locations, node=optional_nodes)
    | st.builds(DefineName, words(23, WORD + "-_^", LETTERS + "_"))
    | st.builds(UserName, words(8), words(8))
    | st.builds(UserId, st.integers(0, 255), st.integers(0, 255))
    | st.text(st.sampled_from("OUGCAN-"), min_size=4, max_size=4).map(Security)
    | labels
    | patterns(LabelPattern, labels)
    | pools
    | patterns(PoolPattern, pools)
    | tape_files
    | patterns(TapeFilePattern, tape_files)
    | st.builds(CatalogName, words(30, WORD + "_"), node=optional_nodes)
    | st.builds(DriveName, words(6), node=optional_nodes)
)


@given(NAMES)
def test_what_is_written_reads_back_as_the_same_name(name):
    again = type(name).parse(str(name))
    assert again == name
    assert hash(again) == hash(name)


@given(NAMES, st.data())
def test_the_case_of_letters_does_not_matter(name, data):
    lower = data.draw(st.lists(st.booleans(), min_size=len(str(name)), max_size=len(str(name))))
    typed = "".join(
        letter.lower() if low else letter for letter, low in zip(str(name), lower, strict=True)
    )
    assert type(name).parse(typed) == name


@given(files, nodes)
def test_display_at_a_node_then_completion_there_is_the_same_file(file, node):
    shown = file.local(node)
    assert FileName.parse(shown, node) == file
    assert shown.startswith("\\") is (file.node != node)


@given(files, nodes)
def test_every_shortest_form_completes_to_the_same_file(file, node):
    defaults = Defaults(file.node, file.volume, file.subvolume)
    elsewhere = Defaults(node, file.volume, file.subvolume)
    for typed in (file.file, f"{file.subvolume}.{file.file}", file.without_node, str(file)):
        assert FileName.parse(typed, defaults) == file
    assert FileName.parse(f"{file.node}.{file.subvolume}.{file.file}", elsewhere) == file


@given(subvolumes | st.builds(DriveName, words(6), node=optional_nodes), nodes)
def test_qualifying_then_displaying_at_the_same_node_hides_what_was_added(name, node):
    full = name.qualified(node)
    assert full.node == (name.node or node)
    assert type(name).parse(full.local(node)).qualified(node) == full


def fits(pattern, text):
    """Match by trying every division: slow, and plainly what the words say."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(fits(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])


few = words(8, "AB1", "AB")


@given(
    st.builds(FileTemplate, nodes, wild(6).map("${}".format), wild(8), wild(8)),
    st.builds(VolumeName, words(7, "AB1", "AB")),
    few,
    few,
)
def test_a_template_matches_part_by_part(template, volume, subvolume, file):
    name = FileName(template.node, volume, subvolume, file)
    expected = (
        fits(template.volume, str(volume))
        and fits(template.subvolume, subvolume)
        and fits(template.file, file)
    )
    assert template.matches(name) is expected


@given(wild(6), st.text(st.sampled_from("AB1"), min_size=1, max_size=6))
def test_a_label_pattern_matches_as_its_wildcards_say(pattern, label):
    assert LabelPattern.parse(pattern).matches(TapeLabel(label)) is fits(pattern, label)


@given(plain_labels, plain_labels)
def test_labels_and_their_file_ids_correspond_one_to_one(one, other):
    file_id = file_id_of_label(one)
    assert label_of_file_id(file_id) == one
    assert (file_id == file_id_of_label(other)) is (one == other)
    assert FileName(NodeName("A"), VolumeName("B"), "C", file_id).file == file_id


@given(labels)
def test_a_label_has_a_file_id_exactly_when_it_is_letters_and_digits(label):
    try:
        file_id_of_label(label)
    except InvalidName:
        assert not label.value.isalnum()
    else:
        assert label.value.isalnum()


def refusal_or_name(kind, text):
    defaults = Defaults(NodeName("A"), VolumeName("B"), "C")
    try:
        return None, kind.parse(text, defaults)
    except InvalidName as refusal:
        return refusal, None


@given(
    st.text(max_size=20) | st.text(st.sampled_from("\\$#*?.AB1 "), max_size=20),
    st.sampled_from([FileName, FileTemplate, DiskfilePattern]),
)
def test_any_text_is_a_name_or_refused_as_one_and_nothing_else(text, kind):
    refusal, name = refusal_or_name(kind, text)
    if refusal is None:
        assert kind.parse(str(name)) == name
    else:
        assert refusal.text == text
        assert refusal.kind is kind.KIND
        assert refusal.reason
