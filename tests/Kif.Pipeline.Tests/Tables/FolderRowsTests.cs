using System.IO.Compression;
using System.Text;
using Kif.Tests.Streams;

namespace Kif.Tests.Tables;

/// <summary>Folders and rows as people have them, up to the examples.</summary>
public sealed class FolderRowsTests : IDisposable
{
    private const string Rows = "text,label\na,x\nb,y\n";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Labels_that_are_kept_back_are_not_tested_on()
    {
        TaskFolder glue = TaskFolder.Open(Path.Combine(Fixtures.Own, "data", "layout-glue", "files"));
        TaskStream stream = glue.Load(["mood", "same"]);
        stream.Tasks.SelectMany(t => t.Test).Select(e => e.Target).Should().Equal("positive", "not_equivalent");
        glue.Notes.Should().Contain(n => n.Contains("all answers of the split 'test' of 'mood' are -1") && n.Contains("'validation' is tested on"));

        folder.With("train.csv", Rows + "c,z\nd,x\ne,x\n").With("test.csv", "text,label\na,-1\nb,-1\n");
        TaskFolder alone = TaskFolder.Open(folder.Path);
        (alone.Load(alone.TaskNames).Tasks[0] is { Train.Count: 4, Test: [{ Target: not "-1" }] }).Should().BeTrue();
        alone.Notes.Should().Contain(n => n.Contains("it can't be tested on"));
    }

    [Fact]
    public void Turns_of_a_chat_are_kept_for_a_chat_template_without_keys_that_are_null()
    {
        const string expected = """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Tea?"},{"role":"assistant","content":"Yes.","name":"A"}],"tools":[{"name":"clock"}]}""";
        string[] rows =
        [
            """{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Tea?", "tool_calls": null}, {"role": "assistant", "content": "Yes.", "name": "A"}, {"role": "user", "content": "Ah."}], "tools": [{"name": "clock"}]}""",
            """{"conversations": [{"from": "human", "value": "Tea?"}, {"from": "gpt", "value": "Yes.", "name": "A"}], "system": "Be brief.", "tools": "[{\"name\": \"clock\"}]"}""",
            """{"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Tea?"}], "completion": [{"role": "assistant", "content": "Yes.", "name": "A"}], "tools": [{"name": "clock"}]}""",
        ];
        folder.With("train.jsonl", string.Join('\n', rows)).With("test.jsonl", string.Join('\n', rows[0]));
        LearningTask task = Load();
        task.Train.Should().OnlyContain(e => e.Chat == expected && e.Input == "Be brief.\nTea?" && e.Target == "Yes.");
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "Tea?"}]}""", "no turn is the assistant's: there is nothing to learn")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "Tea?"}]}""", "the only turn of the assistant is the first one: there is no question")]
    [InlineData("""{"messages": []}""", "'messages' is a list that has no turns with role and content, or from and value")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image"}]}, {"role": "assistant", "content": "x"}]}""", "a turn has a part that is no text, e.g. an image; only texts are learned")]
    [InlineData("""{"messages": [{"role": "user", "content": {"a": 1}}, {"role": "assistant", "content": "x"}]}""", "'content' must be a text, not an object")]
    [InlineData("""{"chosen": "Yes.", "rejected": "No."}""", "there is no 'prompt' among the fields 'chosen', 'rejected', and no 'Assistant:' in 'chosen' before the answer")]
    [InlineData("""{"translation": {"de": "a", "en": "b", "fr": "c"}}""", "the translation has the languages 'de', 'en', 'fr'; *")]
    [InlineData("""{"question": "q", "choices": {"text": ["a"], "label": ["A"]}, "answerKey": "B"}""", "'answerKey' is 'B', which is none of the choices A")]
    public void Rows_that_are_no_examples_are_told(string row, string problem)
    {
        folder.With("train.jsonl", row + "\n" + row).With("test.jsonl", row);
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        tasks.FindBadRows(tasks.TaskNames)[0].Problem.Should().Match(problem);
    }

    [Fact]
    public void The_rejected_answer_is_nowhere_in_what_is_learned()
    {
        foreach (string part in new[] { "prompt", "within", "turns" })
        {
            string rows = File.ReadAllText(Path.Combine(Fixtures.Own, "data", "layout-preferences", part, "train.jsonl"));
            folder.With("train.jsonl", rows).With("test.jsonl", rows);
            Load().Train.Should().OnlyContain(e => e.Target == "Tea." && !(e.Input + e.Chat).Contains("Ice"));
        }
    }

    [Fact]
    public void Names_in_an_archive_say_what_is_test_and_none_leads_out()
    {
        using (var zip = new ZipArchive(File.Create(Path.Combine(folder.Path, "data.zip")), ZipArchiveMode.Create))
            foreach ((string name, string content) in new[] { ("x/train.csv", Rows), ("x/test.csv", "text,label\nc,z\n"), ("../../train.csv", "text,label\nevil,z\n"), ("__MACOSX/train.csv", Rows) })
                using (Stream entry = zip.CreateEntry(name).Open()) entry.Write(Encoding.UTF8.GetBytes(content));
        foreach (string path in new[] { folder.Path, Path.Combine(folder.Path, "data.zip") })
        {
            TaskFolder tasks = TaskFolder.Open(path);
            LearningTask task = tasks.Load(tasks.TaskNames).Tasks[0];
            (string.Join(',', task.Train.Select(e => e.Input)), task.Test.Single().Target).Should().Be(("a,b", "z"));
        }
    }

    [Theory]
    [InlineData("- split: train\n    path: ../secret.csv")]
    [InlineData("- split: train\n    path: /etc/passwd")]
    [InlineData("- split: train\n    path: hf://datasets/x/y.csv")]
    public void Patterns_of_a_card_stay_in_the_folder(string files)
    {
        folder.With("README.md", $"---\nconfigs:\n- config_name: a\n  data_files:\n  {files}\n---\n").With("train.csv", Rows);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*is no pattern of files in the folder");
    }

    [Theory]
    [InlineData("configs: [&a [*a]]")]
    [InlineData("a: &a [x]\nb: *a")]
    [InlineData("configs: {a: {b: {c: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}}")]
    public void References_and_depth_of_a_card_are_refused_with_the_line(string yaml)
    {
        folder.With("README.md", $"---\n{yaml}\n---\n").With("train.csv", Rows);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*README.md': line *");
    }

    [Fact]
    public void A_saved_data_set_names_files_beside_it_only()
    {
        folder.With("state.json", """{"_data_files": [{"filename": "../x.arrow"}]}""").With("dataset_info.json", "{}");
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*lists '../x.arrow', which is no name of a file .arrow beside it");
    }

    [Fact]
    public void A_folder_of_train_and_test_files_is_a_task_of_any_format()
    {
        folder.With("a/train.csv", Rows).With("a/test.tsv", "text\tlabel\nc\tz\n").With("b/train.jsonl", """{"text": "d", "label": "u"}""").With("b/dev.csv", Rows).With("notes.csv", "x\n");
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        tasks.TaskNames.Should().Equal("a", "b");
        tasks.Load(["a", "b"]).Tasks.Select(t => (t.Train.Count, t.Test.Count)).Should().Equal((2, 1), (1, 2));
        tasks.Notes.Should().Contain("not read, as they lie in no folder of a task: notes.csv");
    }

    [Fact]
    public void Parts_that_lie_in_train_and_test_are_one_task()
    {
        foreach (string part in new[] { "train/part-0.csv", "train/part-1.csv", "test/part-9.csv" }) folder.With(part, Rows);
        LearningTask task = Load();
        (task.Train.Count, task.Test.Count).Should().Be((4, 2));
    }

    [Fact]
    public void Without_a_test_a_fifth_of_the_rows_is_held_out_and_that_is_told()
    {
        folder.With("alpaca.json", "[" + string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"instruction": "i{{i}}", "input": "", "output": "o"}""")) + "]");
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        LearningTask task = tasks.Load(tasks.TaskNames).Tasks[0];
        (task.Train.Count, task.Test.Count).Should().Be((8, 2));
        tasks.Notes.Should().Contain(n => n.Contains("has no test file beside it: 2 of its 10 rows"));
    }

    [Theory]
    [InlineData("\"text\";\"label\"\n\"a;b\";x\n", "a;b", "x")]
    [InlineData("\"text;more\",label\na,x\n", "a", "x")]
    [InlineData("text|label\na|x\n", "a", "x")]
    public void The_header_says_what_separates_cells(string content, string question, string answer)
    {
        folder.With("train.csv", content).With("test.csv", content);
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        if (content.Contains("more", StringComparison.Ordinal)) tasks.Name(RowColumns.Of(new Dictionary<string, string> { ["input"] = "text;more" }, null, "columns"), new Dictionary<string, RowColumns>());
        Example example = tasks.Load(tasks.TaskNames).Tasks[0].Train.Single();
        (example.Input, example.Target).Should().Be((question, answer));
    }

    [Fact]
    public void Marks_may_be_signs_like_others()
    {
        folder.With("train.tsv", "text\tlabel\n\"a\tx\nb\"\ty\n").With("test.tsv", "text\tlabel\nc\tz\n");
        var tasks = (TaskFolder)new FolderFormat(new() { Quotes = false }).Open(folder.Path);
        tasks.Load(tasks.TaskNames).Tasks[0].Train.Select(e => e.Input + e.Target).Should().Equal("\"ax", "b\"y");
        Load().Train.Should().Equal(new Example("a\tx\nb", "y", "1"));
    }

    private LearningTask Load()
    {
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        return tasks.Load(tasks.TaskNames).Tasks.Should().ContainSingle().Subject;
    }
}
