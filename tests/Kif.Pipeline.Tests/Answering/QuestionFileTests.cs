using System.Text.Json;

namespace Kif.Pipeline.Tests.Answering;

/// <summary>Files of questions, with expected answers and without them.</summary>
public sealed class QuestionFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-questions-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a.jsonl", """{"input":"one?"}""", "one?", "1", "")]
    [InlineData("a.jsonl", """{"id":"q7","input":"one?","output":"yes"}""", "one?", "q7", "yes")]
    [InlineData("a.json", """[{"question":"one?"}]""", "one?", "1", "")]
    [InlineData("a.json", """[{"instruction":"Answer.","input":"one?"}]""", "Answer.\none?", "1", "")]
    [InlineData("a.csv", "input,other\n\"one, or two?\",x\n", "one, or two?", "1", "")]
    [InlineData("a.tsv", "prompt\tid\none?\t5\n", "one?", "5", "")]
    [InlineData("a.jsonl", """{"sentence":"one?","label":"x"}""", "one?\nAnswer:", "1", "x")]
    [InlineData("a.jsonl", """{"text":"one?"}""", "one?", "1", "")]
    public void A_row_is_asked_as_it_would_be_in_training(string name, string content, string question, string id, string expected)
    {
        Example read = QuestionFile.Read(Write(name, content), RowColumns.None, []).Should().ContainSingle().Subject;

        (read.Input, read.Id, read.Target).Should().Be((question, id, expected));
    }

    [Fact]
    public void Named_columns_and_prompts_are_read()
    {
        string file = Write("a.jsonl", """{"a":{"b":"deep?"},"c":"x"}""");
        QuestionFile.Read(file, RowColumns.Of(new Dictionary<string, string> { ["input"] = "a.b" }, null, "--columns"), []).Single().Input.Should().Be("deep?");
        QuestionFile.Read(file, RowColumns.Of(new Dictionary<string, string>(), "{c}: {a.b}", "--columns"), []).Single().Input.Should().Be("x: deep?");
    }

    [Fact]
    public void A_conversation_ends_with_its_question_or_with_the_expected_answer()
    {
        string file = Write("a.jsonl", """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"},{"role":"user","content":"and?"}]}
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]}
            """);

        IReadOnlyList<Example> read = QuestionFile.Read(file, RowColumns.None, []);

        JsonElement open = JsonElement.Parse(read[0].Chat!).GetProperty("messages");
        open.GetArrayLength().Should().Be(3);
        read[0].Target.Should().BeEmpty();
        read[1].Target.Should().Be("hello");
    }

    [Fact]
    public void Rows_without_a_question_are_named()
    {
        string Message(string name, string content) =>
            FluentActions.Invoking(() => QuestionFile.Read(Write(name, content), RowColumns.None, [])).Should().Throw<InvalidDataException>().Which.Message;

        Message("a.jsonl", "{\"input\":\"ok\"}\n{\"other\":\"x\"}").Should().Contain("row 2").And.Contain("--columns input=");
        Message("a.jsonl", "{\"input\":\"\"}").Should().Contain("row 1");
        Message("a.jsonl", "{").Should().NotBeEmpty();
        Message("a.jsonl", "").Should().Contain("the file is empty");
        Message("a.doc", "x").Should().Contain("no ending of a file of rows");
        FluentActions.Invoking(() => QuestionFile.Read(Path.Combine(folder, "none.jsonl"), RowColumns.None, [])).Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void An_answer_is_a_line_of_json()
    {
        JsonElement line = JsonElement.Parse(QuestionFile.Write(new("Wörter?", "ja", "7"), new("né\n\"x\"", AnswerEnd.Length, 3, 4)));

        line.EnumerateObject().Select(p => (p.Name, p.Value.GetString())).Should().Equal(
            ("id", "7"), ("input", "Wörter?"), ("reference", "ja"), ("answer", "né\n\"x\""), ("end", "length"));
        QuestionFile.Write(new("q", "", "1"), new("a", AnswerEnd.EndToken, 1, 2)).Should().NotContain("reference").And.Contain("\"end\":\"end\"");
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
