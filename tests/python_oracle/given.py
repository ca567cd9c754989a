"""What is asked of things that the program is given, of which the interpreter knows no more than their names."""

from __future__ import annotations

from tests.python_oracle.idioms import idiom

ASKED = (
    "word == 'lstm'", "'lstm' in word", "word.lower()", "word.upper() == 'GRU'", "word in ('lstm', 'rnn')", "len(word)",
    "{'lstm': 4, 'gru': 3}[word]", "{'lstm': 4}.get(word, 1)", "word[0]", "word + '_x'", "f'{word}-{dice}'", "dice > 2",
    "dice * 2 + 1", "dice // 2", "dice % 2", "[0] * dice", "range(dice)", "list(range(dice))", "max(dice, 2)", "-dice",
    "dice == 3", "dice - 1", "bool(dice - 1)", "(dice - 1) or 5", "[4, 5, 6, 7][dice]", "many[0]", "many[-1]",
    "len(many)", "sum(many)", "[v + 1 for v in many]", "many[1:]", "config.size", "config.size + dice", "config.name",
    "options['size']", "options.get('size')", "options['name'] + '!'", "'size' in options", "isinstance(dice, int)",
    "isinstance(word, str)", "type(word) is str", "coin and 3", "not coin", "coin is True", "coin == 1", "int(coin)",
    "2 if coin else 1", "dice & 1", "dice is not None", "dice if coin else -dice", "dice > 2 and coin", "dice / 2",
    "int(dice / 2)", "dice ** 2", "'abc'[dice % 3]", "dice in (1, 2)", "str(dice)", "word or 'x'", "coin + 1",
    "word.startswith('l')", "word.endswith(('m', 'u'))", "word.replace('l', 'b')", "word.split('s')",
    "dice == config.size", "dice * dice - dice", "(dice + 1) // 2", "dice - dice", "dice // dice", "(coin, dice)",
    "min(dice, dice + 1)",
    "dice < dice + 1", "word == word", "word * 1", "many == many", "dice != 1", "1 < dice <= 3", "config.size // dice",
    "2 * dice == dice + dice", "many[dice - dice]", "<ints:place>[:dice]", "<int> * dice", "dice - <int>",
    "dice > <int>",
    "<int> % dice", "word in <strs>", "<str> + word", "dice in <ints>", "options['flag'] or <int>", "config.deep and 2",
)  # fmt: skip
"""Expressions."""

TESTS = (
    "word == 'lstm'", "'l' in word", "word in ('lstm', 'rnn')", "dice > 2", "dice == 3", "dice - 1", "coin", "not coin",
    "coin and dice > 2", "coin or dice > 2", "word.startswith('l')", "isinstance(word, str)", "many", "len(many) > 1",
    "options.get('flag')", "config.deep", "dice % 2", "word != 'gru' and coin", "config.name is None", "dice < 2",
    "dice == config.size", "not (coin and dice > 2)", "coin == (dice > 2)", "dice > 1 and word == 'lstm'", "dice >= 1",
)  # fmt: skip

idiom("questions about given things", "$u = <0>", ASKED, weight=5)
idiom("branches on given things", """
    if <0>:
        <block>
    else:
        <block>
    """, TESTS, weight=6)  # fmt: skip
idiom("branches on given things", """
    if <0>:
        <block>
    elif <0>:
        <block>
    """, TESTS, weight=2)  # fmt: skip
idiom("branches on what branches left", """
    $u = 1
    if <0>:
        $u = <1>
    if <2>:
        <block>
        $v = $u
    else:
        <block>
    $w = $u
    """, TESTS, ("2", "None", "'x'", "[1]", "(1, 2)", "dice"), (
    *TESTS, "$u == 1", "$u is None", "isinstance($u, int)", "$u", "$u != 1", "not $u", "$u and coin", "$u == 2 or coin",
), weight=4)  # fmt: skip
idiom("branches on what branches left", """
    $u = $v = 0
    if <0>:
        $u = 1
    if <0>:
        $v = 1
    $w = $u + 2 * $v
    $x = ($u, $v)
    """, TESTS, weight=2)  # fmt: skip
idiom("attributes of given things", """
    <0>
    $u = <1>
    """, (
    "config.size = <int>", "config.extra = 4", "config.name = <str>", "options['size'] = <int>", "config.size += 1",
), ("config.size", "config.name", "getattr(config, 'extra', 0)", "options['size']"))  # fmt: skip
idiom("returns on given things", """
    def $f(q):
        if <0>:
            return <int>
        if <0>:
            return <int>
        return <int>
    $u = $f(<int>)
    """, TESTS, weight=3)  # fmt: skip
idiom("loops on given things", """
    $u = 0
    for $i in <0>:
        if <1>:
            <2>
        $u += 1
    """, ("range(3)", "range(12)", "range(dice)", "many", "<ints:place>"), (*TESTS, "$i == dice", "$i > 1", "$u > 1"),
    ("break", "continue", "$u = 5", "<block>"), weight=3)  # fmt: skip
idiom("loops on given things", """
    for $i in <0>:
        if <1>:
            $u = $i
            break
    else:
        $u = -1
    """, ("range(3)", "range(12)", "many", "<ints:place>"), (*TESTS, "$i == dice", "$i > 1"), weight=2)  # fmt: skip
