namespace Kif.Tests.Streams;

public sealed class BadTaskFolderTests : IDisposable
{
    private const string Row = """[{"input": "i", "output": "o"}]""";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"output": "o"}""", "there is no 'input' among the fields 'output'")]
    [InlineData("""{"input": "i"}""", "there is no 'output' among the fields 'input'")]
    [InlineData("""{"input": "", "output": "o"}""", "'input' is empty")]
    [InlineData("""{"input": "i", "output": " "}""", "'output' is empty")]
    [InlineData("""{"input": "i", "output": []}""", "'output' is an empty list")]
    [InlineData("""{"input": "i", "output": [""]}""", "'output' is empty")]
    [InlineData("""{"input": "i", "output": {}}""", "'output' must be a text, not an object")]
    [InlineData("""{"input": "i", "output": NaN}""", "'output' must be a text, not NaN")]
    [InlineData("""{"input": -Infinity, "output": "o"}""", "'input' must be a text, not -Infinity")]
    [InlineData("""{"input": "i", "output": "o", "output": "p"}""", "'output' is there twice")]
    [InlineData("""{"prompt": "i", "output": "o"}""", "there is no 'input' among the fields 'prompt', 'output'")]
    [InlineData("""{"question": "i", "answers": "o"}""", "there is no 'answer' among the fields 'question', 'answers'")]
    [InlineData("""{"question": "q", "choices": ["x", "y"], "answer": 1}""", "'answer' is 1, which is none of the choices; write the right choice as a text")]
    [InlineData("""{"input": "i", "output": [["o"]]}""", "'output' must be a text, not a list")]
    [InlineData("""{"input": null, "output": "o"}""", "'input' must be a text, not null")]
    [InlineData("""{"input": {}, "output": "o"}""", "'input' must be a text, not an object")]
    [InlineData("""{"input": "\ud800", "output": "o"}""", "'input' has half of a surrogate pair")]
    [InlineData("""{"\ud800": 1}""", "a text has half of a surrogate pair")]
    [InlineData("""{"x\u001b[2J": 1}""", "no fields of a question and an answer are among 'x\\u001b[2J'; known are *")]
    [InlineData("""{"instruction": "", "output": "o"}""", "'instruction' is empty")]
    [InlineData("""{"sentence": "s"}""", "there is no 'label' among the fields 'sentence'")]
    [InlineData("\"row\"", "an object with 'input' and 'output' is needed, not a text")]
    public void A_bad_row_is_told_by_file_and_number(string row, string problem)
    {
        folder.With("train/a.json", $$"""[{"input": "i", "output": "o"}, {{row}}]""").With("test/a.json", Row);
        Refused("a").Should().ContainSingle().Which.ToString().Should().Match($"{Path("train/a.json")}, row 2: {problem.Replace("[", "?")}");
    }

    [Theory]
    [InlineData("[{]", "invalid JSON: *")]
    [InlineData("", "invalid JSON: *")]
    [InlineData("[]", "the file has no rows")]
    [InlineData("3", "a list of rows is needed")]
    [InlineData("""{"Instances": 3, "Definition": "d"}""", "a list of rows is needed")]
    [InlineData("""{"Instances": [{"input": "i", "output": "o"}], "Definition": "\udc00"}""", "'Definition' must be a text or a list of texts")]
    [InlineData("""{"Instances": [{"input": "i", "output": "o"}]}""", "'Definition' must be a text or a list of texts")]
    public void A_file_that_is_bad_as_a_whole_is_told(string content, string problem)
    {
        folder.With("train/a.json", Row).With("test/a.json", content);
        BadRow bad = Refused("a").Should().ContainSingle().Subject;
        (bad.File, bad.Row).Should().Be((Path("test/a.json"), 0));
        bad.Problem.Should().Match(problem);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path, skipBadRows: true).Load(["a"])).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_told()
    {
        folder.With("train/a.json", [(byte)'[', (byte)'"', 0xff, (byte)'"', (byte)']']).With("test/a.json", Row);
        Refused("a").Should().ContainSingle().Which.Problem.Should().Be("the byte at 2 is not UTF-8");
    }

    [Fact]
    public void A_byte_order_mark_is_no_problem()
    {
        folder.With("train/a.json", [0xef, 0xbb, 0xbf, .. System.Text.Encoding.UTF8.GetBytes(Row)]).With("test/a.json", Row);
        TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0].Train.Should().ContainSingle();
    }

    [Fact]
    public void A_bad_line_does_not_hide_the_others()
    {
        folder.With("train/a.jsonl", "{\"input\": \"1\", \"output\": \"x\"}\n{\"input\": \n{\"input\": \"2\"}").With("test/a.json", Row);
        Refused("a").Select(b => b.Row).Should().Equal(2, 3);
    }

    [Fact]
    public void A_label_outside_the_list_is_told()
    {
        folder.With("g/a/train.json", """[{"sentence": "s", "label": "Goood"}]""").With("g/a/test.json", """[{"sentence": "s", "label": "Bad"}]""")
            .With("g/a/labels.json", """["Good", "Bad"]""");
        Refused("a").Should().ContainSingle().Which.Problem.Should().Be("no label is named 'Goood'; did you mean 'Good'? There are: Good, Bad");
    }

    [Fact]
    public void Rows_of_one_kind_are_one_message_with_their_number_and_the_first_places()
    {
        folder.With("train/a.jsonl", "{\"input\": \"i\", \"output\": \"o\"}\n"
            + string.Concat(Enumerable.Range(0, 15).Select(i => $"{{\"x{i}\": 1}}\n")))
            .With("test/a.json", Row).With("train/b.json", Row).With("test/b.json", "[\n" + string.Join(",\n", Enumerable.Repeat("{\n}", 3)) + "]");
        Refused("a", "b").Should().HaveCount(18);
        string[] lines = Error("a", "b").Message.Split('\n');
        lines.Should().HaveCount(2).And.HaveElementAt(0, "18 rows are no examples:");
        lines[1].Should().StartWith($"  {Path("train/a.jsonl")}, line 2: no fields of a question and an answer are among 'x0'; known are ")
            .And.EndWith($" (also line 3, line 4, line 5, line 6 and 10 more); 3 more in another file, first {Path("test/b.json")}, row 1 (line 2)");
    }

    [Fact]
    public void The_line_of_malformed_json_is_counted_from_one()
    {
        folder.With("train/a.json", "[{\"input\": \"i\", \"output\": \"o\"},\n{\"input\": }]")
            .With("test/a.json", "{\n\"data\": [\n{\"input\": \"i\"\n");
        IReadOnlyList<BadRow> rows = TaskFolder.Open(folder.Path).FindBadRows(["a"]);
        rows.Select(r => (r.Row, r.Line)).Should().Equal((0, 2), (0, 4));
        rows.Should().OnlyContain(r => r.Problem.StartsWith("invalid JSON: ") && !r.Problem.Contains("LineNumber"));
    }

    [Theory]
    [InlineData("""{"text": "hello"}""", "the fields 'text' have a text and no answer to learn; *")]
    [InlineData("""{"foo": "x"}""", "no fields of a question and an answer are among 'foo'; known are *")]
    [InlineData("{}", "no fields of a question and an answer are among none; known are *")]
    [InlineData("""{"data": {"rows": [{"input": "i", "output": "o"}]}}""", "no fields of a question and an answer are among 'data'; known are *")]
    public void A_single_object_without_rows_is_told_by_the_fields_that_it_lacks(string content, string problem)
    {
        folder.With("train/a.json", content).With("test/a.json", Row);
        Refused("a").Should().ContainSingle().Which.Problem.Should().Match(problem);
    }

    [Theory]
    [InlineData("{\"input\": \"a\", \"s\": NaN, \"output\": \"o\"}\n{\"input\": \"b\", \"s\": nan, \"output\": \"o\"}\n"
        + "{\"input\": \"c\", \"s\": nan, \"output\": \"o\"}\n{\"input\": \"d\", \"s\": nan, \"output\": \"o\"}", 2, 3, 4)]
    [InlineData("\"header\"\n{\"input\": \"a\", \"output\": \"o\"}\n{\"input\": \"b\", \"output\": \"o\"}", 1)]
    [InlineData("# header\n{\"input\": \"a\", \"output\": \"o\"}\n{\"input\": \"b\", \"output\": \"o\"}", 1)]
    [InlineData("[\"input\", \"output\"]\n{\"input\": \"a\", \"output\": \"o\"}\n{\"input\": \"b\", \"output\": }", 1, 3)]
    public void Bad_lines_are_named_however_many_they_are(string content, params int[] lines)
    {
        folder.With("train/a.jsonl", content).With("test/a.json", Row);
        Refused("a").Select(b => (b.Row, b.Line)).Should().Equal(lines.Select(l => (l, l)));
    }

    [Fact]
    public void The_byte_of_malformed_json_is_counted_from_one()
    {
        folder.With("train/a.json", """[{"input": "i", "output": }]""").With("test/a.json", "[{\"input\": \"i\", \"output\": \"o\"},\n  nan]");
        TaskFolder.Open(folder.Path).FindBadRows(["a"]).Select(r => r.ToString().Split(": ")[0])
            .Should().Equal($"{Path("train/a.json")}, line 1, byte 27", $"{Path("test/a.json")}, line 2, byte 4");
    }

    [Fact]
    public void Files_that_can_not_be_read_are_not_counted_as_rows()
    {
        folder.With("train/a.json", "[{]").With("test/a.json", "3");
        Error("a").Message.Should().StartWith("2 files can't be read:\n");
        folder.With("test/a.json", """[{"x": 1}, {"y": 1}, {"input": "i", "output": "o"}]""");
        Error("a").Message.Should().StartWith("2 rows are no examples and 1 file can't be read:\n");
    }

    [Fact]
    public void Bad_rows_are_left_out_only_on_demand_and_can_be_listed()
    {
        folder.With("train/a.json", """[{"input": "1", "output": ""}, {"input": "2", "output": "o"}]""").With("test/a.json", Row);
        TaskFolder tasks = TaskFolder.Open(folder.Path), skipping = TaskFolder.Open(folder.Path, skipBadRows: true);
        skipping.Load(["a"]).Tasks[0].Train.Should().Equal(new Example("2", "o", "2"));
        skipping.Notes.Should().Equal("1 row that is no example is left out (data.skipbadrows)");
        tasks.FindBadRows(["a"]).Should().ContainSingle().Which.ToString().Should().Be($"{Path("train/a.json")}, row 1: 'output' is empty");
    }

    [Fact]
    public void Folders_without_tasks_are_refused()
    {
        FluentActions.Invoking(() => TaskFolder.Open(Path("none"))).Should().Throw<InvalidDataException>()
            .WithMessage("there is no data folder or file '*none'");
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("no task lies in '*': train/<task>.json, <task>/train.json or *");
        folder.With("train/a.json", Row);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path).Load(["a"])).Should().Throw<InvalidDataException>()
            .WithMessage("task 'a' has *a.json, but no file to test on: *");
        folder.With("train/a.jsonl", Row);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>().WithMessage("both *a.json and *a.jsonl exist*");
    }

    private string Path(string file) => System.IO.Path.Combine(folder.Path, file);

    /// <summary>The bad rows for which the tasks are refused.</summary>
    private IReadOnlyList<BadRow> Refused(params string[] order)
    {
        IReadOnlyList<BadRow> rows = TaskFolder.Open(folder.Path).FindBadRows(order);
        Error(order).Message.Should().StartWith(rows is [{ Row: 0 }] ? "1 file can't be read:" : $"{rows.Count} row").And.Contain($"\n  {rows[0]}");
        return rows;
    }

    private InvalidDataException Error(params string[] order) =>
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path).Load(order)).Should().Throw<InvalidDataException>().Which;
}
