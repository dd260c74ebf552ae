from __future__ import annotations

import textwrap

import pytest

from aqe.booster.transforms.unittest_pytest import unittest_to_pytest


def case(body: str, head: str = "class TestX(unittest.TestCase):") -> str:
    """A file with one test case whose body is given without its indentation."""
    return f"import unittest\n\n{head}\n{textwrap.indent(textwrap.dedent(body), '    ')}"


def method(statement: str) -> str:
    """What a statement of a test becomes."""
    done = unittest_to_pytest(case(f"def test(self):\n{textwrap.indent(statement, '    ')}\n"))
    assert (done.problem, done.left) == (None, ())
    return textwrap.dedent(done.text.partition("def test(self):\n")[2]).rstrip("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.assertEqual(a, b)", "assert a == b"),
        ("self.assertEqual(a, b, 'why')", "assert a == b, 'why'"),
        ("self.assertEqual(a, b, msg=f(1))", "assert a == b, f(1)"),
        ("self.assertEqual(a or b, lambda: 1)", "assert (a or b) == (lambda: 1)"),
        ("self.assertEqual((a, b), (c))", "assert (a, b) == (c)"),
        ("self.assertEqual(not a, b == c)", "assert (not a) == (b == c)"),
        ("self.assertNotEqual(a, b)", "assert a != b"),
        ("self.assertTrue(a == b)", "assert a == b"),
        ("self.assertTrue(x for x in y)", "assert (x for x in y)"),
        ("self.assertTrue((a, b))", "assert bool((a, b))"),
        ("self.assertFalse(a and b)", "assert not (a and b)"),
        ("self.assertIsNone(a if b else c)", "assert (a if b else c) is None"),
        ("self.assertIsNotNone(a)", "assert a is not None"),
        ("self.assertIs(a, b)", "assert a is b"),
        ("self.assertNotIn(a, b)", "assert a not in b"),
        ("self.assertIsInstance(a, (int, str))", "assert isinstance(a, (int, str))"),
        ("self.assertNotIsInstance(a, int)", "assert not isinstance(a, int)"),
        ("self.assertGreaterEqual(a, b)", "assert a >= b"),
        ("self.assertRegex(text, r'x+')", "assert re.search(r'x+', text)"),
        ("self.assertNotRegex(text, r'x')", "assert not re.search(r'x', text)"),
        ("self.assertAlmostEqual(a, b)", "assert a == pytest.approx(b, rel=0, abs=5e-08)"),
        ("self.assertAlmostEqual(a, b, 2)", "assert a == pytest.approx(b, rel=0, abs=5e-03)"),
        ("self.assertAlmostEqual(a, b, delta=2)", "assert a == pytest.approx(b, rel=0, abs=2)"),
        ("self.assertAlmostEqual(a, b, delta=d)", "assert abs(a - b) <= d"),
        ("self.assertNotAlmostEqual(a, b, delta=d)", "assert abs(a - b) > d"),
        (
            "self.assertAlmostEqual(now(), x.at, delta=timedelta(days=1))",
            "assert abs(now() - x.at) <= timedelta(days=1)",
        ),
        ("self.assertAlmostEqual(a, b, delta=d or e)", "assert abs(a - b) <= (d or e)"),
        ("self.assertSequenceEqual(a, b)", "assert list(a) == list(b)"),
        ("self.assertCountEqual(a, b)", "unittest.TestCase().assertCountEqual(a, b)"),
        ("self.fail('no')", "pytest.fail('no')"),
        ("self.fail(msg='no')", "pytest.fail('no')"),
        ("if a:\n    self.fail()", "if a:\n    pytest.fail()"),
        (
            "try:\n    self.fail('no')\nexcept AssertionError:\n    pass",
            "try:\n    raise AssertionError('no')\nexcept AssertionError:\n    pass",
        ),
        (
            "with self.assertRaises(AssertionError):\n    self.fail(msg='no')",
            "with pytest.raises(AssertionError):\n    raise AssertionError('no')",
        ),
        (
            (
                "class Server:\n    def go(self):\n        self.fail('no')\n"
                "        self.assertEqual(1, 2)\nself.assertTrue(a)"
            ),
            (
                "class Server:\n    def go(self):\n        self.fail('no')\n"
                "        self.assertEqual(1, 2)\nassert a"
            ),
        ),
        ("self.skipTest('no')", "pytest.skip('no')"),
        ("raise self.failureException('x')", "raise AssertionError('x')"),
        ("self.assertRaises(E, f, 1, *a, k=2)", "with pytest.raises(E):\n    f(1, *a, k=2)"),
        ("self.assertRaises(E, lambda: f(1))", "with pytest.raises(E):\n    f(1)"),
        ("self.assertRaises(E, lambda x=1: x)", "with pytest.raises(E):\n    (lambda x=1: x)()"),
        ("self.assertRaisesRegex(E, 'x', f)", "with pytest.raises(E, match='x'):\n    f()"),
        ("self.assertWarns(W, f, 1)", "with pytest.warns(W):\n    f(1)"),
        (
            "with self.assertRaisesRegex(E, 'x'):\n    f()",
            "with pytest.raises(E, match='x'):\n    f()",
        ),
        (
            "with self.assertRaises(E) as caught:\n    f()\nself.assertEqual(caught.exception.x, 1)",
            "with pytest.raises(E) as caught:\n    f()\nassert caught.value.x == 1",
        ),
        (
            "self.assertEqual(  # why\n    a,\n    b,  # c\n)",
            "assert (  # why\n    a ==\n    b  # c\n)",
        ),
        (
            "self.assertEqual(a,\n    b, 'why' % (\n    c))",
            "assert (a ==\n    b), ('why' % (\n    c))",
        ),
        ("self.assertEqual(a,\n    b, msg='w')", "assert (a ==\n    b), ('w')"),
        ("self.assertEqual(a, b,\n    'why')", "assert (a == b), (\n    'why')"),
        ("self.assertFalse(\n    a or b\n)", "assert not (\n    a or b\n)"),
        ("self.assertIsNone(\n    a\n)", "assert (\n    a\n) is None"),
        ("eq = self.assertEqual\neq(a, b)\neq(c, d)", "assert a == b\nassert c == d"),
        ("self.maxDiff = None", "self.maxDiff = None"),
    ],
)
def test_statements(before: str, after: str) -> None:
    assert method(before) == after


def test_a_class_with_all_it_can_have() -> None:
    done = unittest_to_pytest(
        case(
            """\
            \"\"\"Doc.\"\"\"
            @classmethod
            def setUpClass(cls):
                cls.base = make()

            def setUp(self):  # before each
                self.path = tempfile.mkdtemp()
                self.addCleanup(shutil.rmtree, self.path, ignore_errors=True)
                self.addCleanup(self.close)

            def tearDown(self):
                # comment
                close(self.path)

            @unittest.skipIf(sys.platform == 'win32', 'posix')
            @mock.patch('shop.send')
            def test_a(self, send):
                for i in range(3):
                    with self.subTest(i=i):
                        self.assertEqual(i, i)

            @unittest.skipUnless(HAS_X, 'needs x')
            @unittest.expectedFailure
            def test_b(self):
                pass

            @unittest.skip('later')
            def test_c(self): pass
            """,
            "class ShopTestCase(unittest.TestCase):",
        )
        + "\n\nif __name__ == '__main__':\n    unittest.main()\n"
    )
    assert (done.problem, done.left, done.changes) == (None, (), 1)
    assert done.needs == ("pytest 9 or pytest-subtests, for subtests",)
    assert done.text == (
        "import functools\nimport pytest\n\nclass TestShop:\n"
        + textwrap.indent(
            textwrap.dedent(
                """\
                \"\"\"Doc.\"\"\"
                @classmethod
                def setup_class(cls):
                    cls.base = make()

                @pytest.fixture(autouse=True)
                def set_up(self, request):  # before each
                    self.path = tempfile.mkdtemp()
                    request.addfinalizer(functools.partial(shutil.rmtree, self.path, ignore_errors=True))
                    request.addfinalizer(self.close)

                @pytest.fixture(autouse=True)
                def tear_down(self, set_up):
                    # comment
                    yield
                    close(self.path)

                @pytest.mark.skipif(bool(sys.platform == 'win32'), reason='posix')
                @mock.patch('shop.send')
                def test_a(self, send, subtests):
                    for i in range(3):
                        with subtests.test(i=i):
                            assert i == i

                @pytest.mark.skipif(not HAS_X, reason='needs x')
                @pytest.mark.xfail(strict=True)
                def test_b(self):
                    pass

                @pytest.mark.skip(reason='later')
                def test_c(self): pass
                """
            ),
            "    ",
        )
        + "\n\nif __name__ == '__main__':\n    raise SystemExit(pytest.main([__file__]))\n"
    )


def test_families_keep_their_calls_to_super() -> None:
    source = (
        "from unittest import TestCase\n\n"
        "class Base(TestCase):\n    def setUp(self):\n        super().setUp()\n        self.x = 1\n\n"
        "class Derived(Base):\n    def setUp(self):\n        super().setUp()\n        self.y = 2\n\n"
        "    def test(self):\n        self.assertEqual(self.x + self.y, 3)\n"
    )
    done = unittest_to_pytest(source)
    assert done.left == ()
    assert done.text == (
        "class TestBase:\n    def setup_method(self):\n        pass\n        self.x = 1\n\n"
        "class TestDerived(TestBase):\n    def setup_method(self):\n"
        "        super().setup_method()\n        self.y = 2\n\n"
        "    def test(self):\n        assert self.x + self.y == 3\n"
    ).replace("class TestBase", "\nclass TestBase", 1)


def test_mixins_named_like_tests_are_no_tests() -> None:
    source = (
        "import unittest\n\nclass TestMixin:\n    def test(self):\n        self.assertTrue(self.x)\n\n"
        "class TestA(TestMixin, unittest.TestCase):\n    x = 1\n"
    )
    done = unittest_to_pytest(source)
    assert "class TestMixin:\n    __test__ = False" in done.text
    assert "class TestA(TestMixin):\n    __test__ = True\n    x = 1\n" in done.text


LEFT = [
    ("x = self.assertEqual(a, b)", "self.assertEqual is used in a way"),
    ("f(self.assertEqual)", "self.assertEqual is used in a way"),
    ("check(self)", "the test case itself is handed on"),
    ("self.assertEqual(*pair)", "gets its arguments unpacked"),
    ("self.assertEqual(first=a, second=b)", "arguments that are not known"),
    ("with self.assertRaises(E) as c:\n    f()\ng(c)", "more than the exception of 'c' is used"),
    ("with self.assertRaises(E, msg='x'):\n    f()", "has a message or other arguments"),
    ("with self.assertLogs('x'):\n    f()", "self.assertLogs is used in a way"),
    ("if x: self.assertRaises(E, f)", "shares its line"),
    ("self.assertRegex(  # why\n    a, b)", "a comment stands between arguments"),
    ("self.addTypeEqualityFunc(A, f)", "self.addTypeEqualityFunc is used"),
    ("unittest.TestCase.setUp(self)", "TestCase"),
    ("super().id()", "id of TestCase is reached by super()"),
]


@pytest.mark.parametrize(("statement", "reason"), LEFT, ids=[each[0][:30] for each in LEFT])
def test_what_cannot_be_carried_over_is_left_as_a_whole(statement: str, reason: str) -> None:
    source = case(
        f"def test(self):\n    self.assertTrue(1)\n{textwrap.indent(statement, '    ')}\n"
    )
    done = unittest_to_pytest(source)
    assert done.text == source
    assert done.changes == 0
    (left,) = done.left
    assert reason in left.reason
    assert left.line >= 6 or "unittest.TestCase" in statement


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (case("async def test(self): pass\n"), "a coroutine needs a plug-in"),
        (
            case("def test(self): pass\n", "class A(other.Case, unittest.TestCase):"),
            "not of this file",
        ),
        (
            case("def test(self): pass\n", "class A(unittest.IsolatedAsyncioTestCase):"),
            "no plain test case",
        ),
        (
            case("def test(self): pass\n", "@strange\nclass A(unittest.TestCase):"),
            "may count on TestCase",
        ),
        (case("def __init__(self): pass\n"), "defines __init__"),
        (case("if x:\n    def test(self): pass\n"), "under a condition"),
        (case("test = Other.test\n") + "class Other: pass\n", "borrowed from another class"),
        (case("def test(self): pass\n", "class A(unittest.TestCase, metaclass=M):"), "metaclass"),
        (case("def test(self): x('<A.test>')\n", "class A(unittest.TestCase):"), "a text names A"),
        (case("def help(self):\n    self.addCleanup(f)\n"), "request is not at hand"),
        (case("def help(self):\n    with self.subTest(): pass\n"), "in a method that is no test"),
    ],
)
def test_classes_that_are_left(source: str, reason: str) -> None:
    done = unittest_to_pytest(source)
    assert done.text == source
    assert [reason in each.reason for each in done.left] == [True]


def test_one_family_is_left_and_the_other_done() -> None:
    source = case("def test(self):\n    f(self.assertEqual)\n") + (
        "\nclass OtherTest(unittest.TestCase):\n    def test(self):\n        self.assertTrue(1)\n"
    )
    done = unittest_to_pytest(source)
    assert "class TestX(unittest.TestCase):" in done.text
    assert "class TestOther:\n    def test(self):\n        assert 1\n" in done.text
    assert done.text.startswith("import unittest\n")


def test_other_files_and_line_ends() -> None:
    assert unittest_to_pytest("def f(:\n").problem is not None
    assert unittest_to_pytest("x = 1\ry = 2\n").problem is not None
    assert unittest_to_pytest("def test(): assert 1\n").text == "def test(): assert 1\n"
    source = case("def test(self):\n    self.assertRaises(E, f)\n").replace("\n", "\r\n")
    done = unittest_to_pytest(source)
    assert done.text.count("\n") == done.text.count("\r\n")
    assert "with pytest.raises(E):\r\n            f()" in done.text


def test_columns_count_bytes_and_offsets_characters() -> None:
    assert method("é = '😀'; self.assertEqual(é, '😀')") == "é = '😀'; assert é == '😀'"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("def test(self):\n    print(self._testMethodName)\n", "self._testMethodName is used"),
        ("def runTest(self):\n    pass\n", "defines runTest"),
        ("class TestInner:\n    pass\ndef test(self):\n    pass\n", "would take TestInner"),
        ("setUp = helper\ndef test(self):\n    pass\n", "replaces setUp"),
        (
            "@deco\ndef test(self):\n    with self.subTest(a=1):\n        pass\n",
            "needs subtests, which deco may not hand on",
        ),
        (
            (
                "def test(self):\n    try:\n        with self.assertRaises(E):\n            f()\n"
                "    except Exception:\n        pass\n"
            ),
            "what self.assertRaises raises may be caught",
        ),
        (
            "def test(self):\n    try:\n        self.skipTest('no')\n    except:\n        pass\n",
            "what self.skipTest raises may be caught",
        ),
        (
            "def test(self):\n    self.assertAlmostEqual(a, b - c, delta=d)\n",
            "subtracts what would need parentheses",
        ),
    ],
)
def test_what_cannot_be_carried_over_is_left_with_its_reason(body: str, reason: str) -> None:
    text = case(body)
    done = unittest_to_pytest(text)
    assert done.text == text
    (left,) = done.left
    assert reason in left.reason


@pytest.mark.parametrize(
    "use",
    [
        "suite = unittest.TestLoader().loadTestsFromTestCase(TestX)",
        "run_unittest(TestX)",
        "setattr(TestX, 'test_b', lambda self: self.fail())",
        "TestX.test_b = helper",
        "CASES = [TestX]",
        "class Other:\n    case = TestX",
    ],
)
def test_a_class_that_is_handed_on_stays(use: str) -> None:
    text = case("def test(self):\n    self.assertTrue(1)\n") + f"\n{use}\n"
    done = unittest_to_pytest(text)
    assert done.text == text
    assert "the class TestX itself is handed on" in done.left[0].reason


def test_asking_a_class_for_its_attributes_is_no_hindrance() -> None:
    done = unittest_to_pytest(
        case("limit = 3\ndef test(self):\n    self.assertTrue(1)\n") + "\nprint(TestX.limit)\n"
    )
    assert (done.changes, done.left) == (1, ())


def test_set_up_that_is_called_by_name_is_called_by_its_new_one() -> None:
    done = unittest_to_pytest(
        case(
            """\
            def setUp(self):
                self.n = 1

            def test(self):
                self.n = 2
                self.setUp()
                again = self.setUp
                self.assertEqual(self.n, 1)
            """
        )
    )
    assert "def setup_method(self)" in done.text
    assert "self.setup_method()" in done.text
    assert "again = self.setup_method" in done.text


def test_a_file_that_is_run_as_a_script_runs_both_kinds_of_classes() -> None:
    done = unittest_to_pytest(
        case("def test(self):\n    pass\n")
        + "class TestY(unittest.TestCase):\n    def runTest(self):\n        pass\n"
        + "if __name__ == '__main__':\n    unittest.main(verbosity=2)\n"
    )
    assert done.changes == 1
    assert done.text.endswith("    raise SystemExit(pytest.main([__file__]))\n")


def test_a_loader_that_will_find_less_is_told() -> None:
    done = unittest_to_pytest(
        case("def test(self):\n    pass\n")
        + "suite = unittest.TestLoader().loadTestsFromModule(sys.modules[__name__])\n"
    )
    assert done.changes == 1
    assert [each.reason for each in done.left] == [
        "unittest.TestLoader does not find plain classes: run the file by pytest"
    ]


def test_a_case_whose_base_is_in_another_file_is_told_once() -> None:
    source = (
        "import unittest\nfrom tests.base import BaseTestCase\n\n"
        "class Base(BaseTestCase):\n    def setUp(self): pass\n\n"
        "class TestX(Base):\n    def test_x(self): assert True\n\n"
        "class Helper(BaseTestCase):\n    pass\n"
    )
    done = unittest_to_pytest(source)
    assert done.text == source
    assert [(each.line, each.reason) for each in done.left] == [
        (4, "Base: the base BaseTestCase is not of this file")
    ]
