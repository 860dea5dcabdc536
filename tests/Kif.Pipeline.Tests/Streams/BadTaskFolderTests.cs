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
    [InlineData("""{"input": "i", "output": 3}""", "'output' must be a text, not the number 3")]
    [InlineData("""{"input": "i", "output": [["o"]]}""", "'output' must be a text, not a list")]
    [InlineData("""{"input": null, "output": "o"}""", "'input' must be a text, not null")]
    [InlineData("""{"input": {}, "output": "o"}""", "'input' must be a text, not an object")]
    [InlineData("""{"input": "\ud800", "output": "o"}""", "'input' has half of a surrogate pair")]
    [InlineData("""{"\ud800": 1}""", "a text has half of a surrogate pair")]
    [InlineData("""{"x\u001b[2J": 1}""", "there is no 'output' among the fields 'x\\u001b[2J'")]
    [InlineData("""{"id": true, "input": "i", "output": "o"}""", "'id' must be a text, not true")]
    [InlineData("""{"instruction": "", "input": "i", "output": "o"}""", "'instruction' is empty")]
    [InlineData("""{"sentence": "s"}""", "there is no 'label' among the fields 'sentence'")]
    [InlineData("\"row\"", "an object with 'input' and 'output' is needed, not a text")]
    public void A_bad_row_is_told_by_file_and_number(string row, string problem)
    {
        folder.With("train/a.json", $$"""[{"input": "i", "output": "o"}, {{row}}]""").With("test/a.json", Row);
        Refused("a").Should().Equal(new BadRow(Path("train/a.json"), 2, problem));
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
    public void All_bad_rows_of_all_tasks_are_reported_together_and_twenty_are_shown()
    {
        folder.With("train/a.json", $"[{string.Join(',', Enumerable.Repeat("{}", 15))}]").With("test/a.json", Row)
            .With("train/b.json", Row).With("test/b.json", $"[{string.Join(',', Enumerable.Repeat("{}", 15))}]");
        Refused("a", "b").Should().HaveCount(30);
        InvalidDataException error = Error("a", "b");
        error.Message.Split('\n').Should().HaveCount(22).And.HaveElementAt(0, "30 rows are no examples:").And.HaveElementAt(21, "  and 10 more");
        error.Message.Should().Contain($"{Path("test/b.json")}, row 5: ");
    }

    [Fact]
    public void Bad_rows_are_left_out_only_on_demand_and_can_be_listed()
    {
        folder.With("train/a.json", """[{"input": "1", "output": ""}, {"input": "2", "output": "o"}]""").With("test/a.json", Row);
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        TaskFolder.Open(folder.Path, skipBadRows: true).Load(["a"]).Tasks[0].Train.Should().Equal(new Example("2", "o", "2"));
        tasks.FindBadRows(["a"]).Should().ContainSingle().Which.ToString().Should().Be($"{Path("train/a.json")}, row 1: 'output' is empty");
    }

    [Fact]
    public void Folders_without_tasks_are_refused()
    {
        FluentActions.Invoking(() => TaskFolder.Open(Path("none"))).Should().Throw<InvalidDataException>().WithMessage("there is no data folder '*none'");
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage("no task lies in '*': train/<task>.json or *");
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
        Error(order).Message.Should().StartWith($"{rows.Count} row").And.Contain($"\n  {rows[0]}");
        return rows;
    }

    private InvalidDataException Error(params string[] order) =>
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path).Load(order)).Should().Throw<InvalidDataException>().Which;
}
