namespace Kif.Tests.Streams;

/// <summary>Rows as people have them, by the names of their fields and the form of their file.</summary>
public sealed class RowLayoutTests : IDisposable
{
    private const string Row = """[{"input": "i", "output": "o"}]""";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"instruction": "q", "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": "q", "input": null, "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": "q", "input": NaN, "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": "q", "input": 7, "output": true}""", "q\n7", "true")]
    [InlineData("""{"instruction": null, "input": "q", "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": "", "input": "q", "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": " ", "input": "q", "output": "a"}""", "q", "a")]
    [InlineData("""{"instruction": "q", "context": "c", "response": "a"}""", "q\nc", "a")]
    [InlineData("""{"input": "q", "target": "a"}""", "q", "a")]
    [InlineData("""{"inputs": "q", "targets": "a"}""", "q", "a")]
    [InlineData("""{"prompt": "q", "completion": "a"}""", "q", "a")]
    [InlineData("""{"prompt": "q", "answer": 1.50}""", "q", "1.50")]
    [InlineData("""{"question": "q", "answer": "a", "score": NaN, "x": [Infinity, -Infinity]}""", "q", "a")]
    [InlineData("""{"question": "q \"NaN\": NaN", "answer": "a", "x": NaN}""", "q \"NaN\": NaN", "a")]
    [InlineData("""{"sentence": "q", "label": 3}""", "q\nAnswer:", "3")]
    [InlineData("""{"input": false, "output": [1, "one"]}""", "false", "1")]
    [InlineData("""{"input": "q", "output": "a", "id": {"x": 1}}""", "q", "a")]
    public void A_row_is_read_by_the_names_of_its_fields(string row, string question, string answer)
    {
        string[] forms = [$"[{row}]", row, row + "\n" + row, $$"""{"data": [{{row}}]}""", $$"""{"version": "1", "rows": [ {{row}} ], "tags": ["x"]}"""];
        foreach (string form in forms)
        {
            folder.With("train/a.json", form).With("test/a.json", Row);
            TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0].Train.Should().OnlyContain(e => e.Input == question && e.Target == answer, form);
        }
    }

    [Fact]
    public void Choices_and_places_in_dialogues_may_be_numbers_too()
    {
        folder.With("train/a.json", """[{"input": "i", "output": 2, "choices": [1, 2], "dialogue": 7, "turn": 0, "slot": "s", "id": true}]""")
            .With("test/a.json", Row);
        Example read = TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0].Train[0];
        (read.Target, string.Join('|', read.Choices), read.Dialogue, read.Id).Should().Be(("2", "1|2", new DialogueSlot("7", 0, "s"), "true"));
    }

    [Theory]
    [InlineData("""{"Definition": "D", "Instances": [{"input": "i", "output": ["a"]}]}""", "Definition: D\n\nInput: i\n\nOutput:")]
    [InlineData("""{"definition": ["D", "E"], "instances": [{"input": "i", "output": ["a"]}]}""", "Definition: D E\n\nInput: i\n\nOutput:")]
    [InlineData("""{"DEFINITION": "D", "x": [{"y": 1}], "Instances": [{"input": "i", "output": ["a"]}]}""", "Definition: D\n\nInput: i\n\nOutput:")]
    [InlineData("""{"instances": [{"input": "i", "output": ["a"]}]}""", "i")]
    public void A_definition_is_read_however_its_name_is_written(string content, string question)
    {
        folder.With("train/a.json", content).With("test/a.json", Row);
        TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0].Train.Should().ContainSingle().Which.Input.Should().Be(question);
    }

    [Theory]
    [InlineData("[{0}]")]
    [InlineData("{0}\n{0}")]
    [InlineData("{{\"data\": [{0}]}}")]
    public void A_field_that_nobody_reads_may_be_nested_deeply(string form)
    {
        string row = $$"""{"input": "i", "output": "o", "x": {{new string('[', 2000)}}{{new string(']', 2000)}}}""";
        folder.With("train/a.json", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, row)).With("test/a.json", Row);
        TaskFolder.Open(folder.Path).Load(["a"]).Tasks[0].Train.Should().OnlyContain(e => e.Input == "i");
        folder.With("train/a.json", new string('[', 100_000));
        TaskFolder.Open(folder.Path).FindBadRows(["a"]).Should().ContainSingle().Which.Problem.Should().Contain("maximum configured depth");
    }

    [Fact]
    public void Several_lists_in_a_file_are_refused_by_their_names()
    {
        folder.With("train/a.json", """{"train": [{"input": "i", "output": "o"}], "test": [{"input": "i", "output": "o"}]}""").With("test/a.json", Row);
        TaskFolder.Open(folder.Path).FindBadRows(["a"]).Single().Problem.Should().StartWith("the file has several lists of rows ('train', 'test')");
    }

    [Fact]
    public void A_folder_is_a_task_at_any_depth_and_eval_is_what_is_left_to_test_on()
    {
        foreach (string file in new[] { "A/train.json", "A/eval.json", "A/test.json", "B/train.json", "B/eval.json", "g/C/train.json", "g/C/val.json" })
            folder.With(file, $$"""[{"prompt": "{{file}}", "answer": "o"}]""");
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        tasks.TaskNames.Should().Equal("A", "B", "C");
        tasks.Load(["A", "B", "C"]).Tasks.Select(t => t.Test[0].Input).Should().Equal("A/test.json", "B/eval.json", "g/C/val.json");
        TaskFolder.Open(Path.Combine(folder.Path, "A")).TaskNames.Should().Equal("A");
    }

    [Fact]
    public void A_file_is_a_task_with_what_it_is_tested_on()
    {
        string rows = string.Join('\n', Enumerable.Range(0, 11).Select(i => $$"""{"input": "{{i}}", "output": "o"}"""));
        folder.With("train/a.jsonl", rows).With("test/a.json", Row).With("t/train.json", rows).With("t/test.json", Row).With("alone.jsonl", rows);
        string File(string name) => Path.Combine(folder.Path, name);
        TaskFolder.Open(File("train/a.jsonl")).Load(["a"]).Tasks[0].Test[0].Input.Should().Be("i");
        TaskFolder.Open(File("t/train.json")).Load(["t"]).Tasks[0].Test[0].Input.Should().Be("i");
        TaskFolder alone = TaskFolder.Open(File("alone.jsonl"));
        LearningTask task = alone.Load(["alone"]).Tasks[0];
        (task.Train.Count, task.Test.Count, task.Train.Intersect(task.Test).Count()).Should().Be((9, 2, 0));
        task.Test.Should().Equal(TaskFolder.Open(File("alone.jsonl")).Load(["alone"]).Tasks[0].Test);
        alone.Notes.Should().ContainSingle().Which.Should().Contain("alone.jsonl has no test file beside it: 2 of its 11 rows");
        FluentActions.Invoking(() => TaskFolder.Open(File("test/a.json"))).Should().Throw<InvalidDataException>().WithMessage("*name the file to learn from*");
        FluentActions.Invoking(() => TaskFolder.Open(folder.With("x.doc", "a").Path + "/x.doc")).Should().Throw<InvalidDataException>().WithMessage("*.jsonl*.csv*");
    }
}
