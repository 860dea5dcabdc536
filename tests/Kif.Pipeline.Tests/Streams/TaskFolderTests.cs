namespace Kif.Tests.Streams;

public sealed class TaskFolderTests : IDisposable
{
    private const string Row = """[{"input": "i", "output": "o"}]""";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_list_of_inputs_and_outputs_is_read_as_it_is()
    {
        folder.With("train/a.json",
            """[{"id": "a-7", "input": " x\n", "output": "yes", "extra": 1}, {"id": 8, "input": "é", "output": ["no", "never"]}, """
            + """{"input": "z", "output": "y"}]""")
            .With("test/a.json", Row);
        Load("a").Train.Should()
            .Equal(new Example(" x\n", "yes", "a-7"), new Example("é", "no", "8") { References = ["no", "never"] }, new Example("z", "y", "3"));
    }

    [Fact]
    public void An_output_that_is_a_text_stays_whole()
    {
        folder.With("train/s.json", """{"Definition": ["d"], "Instances": [{"input": "i", "output": "sadness"}, {"input": "i", "output": ["surprise"]}]}""")
            .With("dev/s.json", Row);
        Load("s").Train.Select(e => e.Target).Should().Equal("sadness", "surprise");
    }

    [Fact]
    public void Json_lines_are_read_and_blank_lines_are_no_rows()
    {
        folder.With("train/a.jsonl", "{\"input\": \"1\", \"output\": \"x\"}\r\n\r\n{\"input\": \"2\", \"output\": \"y\"}\n")
            .With("test/a.jsonl", """{"input": "3", "output": "z"}""");
        Load("a").Train.Should().Equal(new Example("1", "x", "1"), new Example("2", "y", "3"));
        Load("a").Test.Should().Equal(new Example("3", "z", "1"));
    }

    [Fact]
    public void An_instruction_comes_before_the_input()
    {
        folder.With("train/a.json", """[{"instruction": "Add.", "input": "1 2", "output": "3"}, {"instruction": "Greet.", "input": "", "output": "hi"}]""")
            .With("test/a.json", Row);
        Load("a").Train.Select(e => e.Input).Should().Equal("Add.\n1 2", "Greet.");
    }

    [Fact]
    public void Super_natural_instructions_are_read()
    {
        folder.With("train/task7_x.json",
            """{"Definition": ["Do it. "], "Positive Examples": [{}], "Instances": [{"id": "task7-a", "input": "in", "output": ["out"]}]}""")
            .With("dev/task7_x.json", """{"Definition": "Do it.", "Instances": [{"input": "in", "output": "out"}]}""");
        Load("task7").Train.Should().Equal(new Example("Definition: Do it. \n\nInput: in\n\nOutput:", "out", "task7-a"));
        Load("task7_x").Test.Should().Equal(new Example("Definition: Do it.\n\nInput: in\n\nOutput:", "out", "1"));
    }

    [Fact]
    public void Groups_of_sentences_and_labels_are_read()
    {
        folder.With("SC/A/train.json", """[{"sentence": "s", "label": "Good"}]""").With("SC/A/dev.json", """[{"sentence": "t", "label": "Bad"}]""")
            .With("SC/A/labels.json", """["Good", "Bad"]""").With("NLI/B/train.json", """[{"sentence": "u", "label": "l"}]""")
                .With("NLI/B/test.json", """[{"sentence": "u", "label": "l"}]""");
        Names().Should().Equal("A", "B");
        Load("A").Train.Should().Equal(new Example("s\nOption: Good, Bad\nAnswer:", "Good", "1") { Choices = ["Good", "Bad"] });
        Load("B").Train.Should().Equal(new Example("u\nAnswer:", "l", "1"));
    }

    [Fact]
    public void Tasks_of_one_name_are_told_apart_by_their_groups()
    {
        foreach (string file in new[] { "X/a/train.json", "X/a/test.json", "Y/a/train.json", "Y/a/test.json", "Y/b/train.json" }) folder.With(file, Row);
        Names().Should().Equal("X/a", "Y/a", "b");
    }

    [Theory]
    [InlineData("test dev validation", "test")]
    [InlineData("validation dev", "dev")]
    [InlineData("validation", "validation")]
    public void The_best_split_there_is_is_tested_on(string there, string chosen)
    {
        folder.With("train/a.json", Row);
        foreach (string split in there.Split(' ')) folder.With($"{split}/a.json", $$"""[{"input": "{{split}}", "output": "o"}]""");
        Load("a").Test.Single().Input.Should().Be(chosen);
    }

    [Fact]
    public void The_order_is_kept_and_names_may_be_shortened()
    {
        foreach (string name in new[] { "task1_a", "task2_b", "task22_c", "x" }) folder.With($"train/{name}.json", Row).With($"test/{name}.json", Row);
        TaskFolder.Open(folder.Path).Load(["x", "task2", "task1_a"]).Tasks.Select(t => t.Name).Should().Equal("x", "task2_b", "task1_a");
    }

    [Theory]
    [InlineData("tsak1", "no task is named 'tsak1'; did you mean 'task1'? There are: task1, task_a, task_b*")]
    [InlineData("task", "'task' may be any of task_a, task_b*")]
    public void Unknown_and_ambiguous_names_are_refused(string name, string message)
    {
        foreach (string task in new[] { "task1", "task_a", "task_b" }) folder.With($"train/{task}.json", Row).With($"test/{task}.json", Row);
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path).Load([name])).Should().Throw<ArgumentException>().WithMessage(message)
            .WithParameterName("order");
    }

    [Fact]
    public void A_subset_depends_on_seed_task_and_split_alone()
    {
        string rows = $"[{string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"input": "{{i}}", "output": "o"}"""))}]";
        foreach (string task in new[] { "a", "b" }) folder.With($"train/{task}.json", rows).With($"test/{task}.json", rows);
        TaskFolder tasks = TaskFolder.Open(folder.Path);
        int[] Inputs(IReadOnlyList<Example> some) => [.. some.Select(e => int.Parse(e.Input))];
        LearningTask a = tasks.Load(["a", "b"], 10, 20, 3).Tasks[0], same = tasks.Load(["b", "a"], 10, 5, 3).Tasks[1],
            b = tasks.Load(["b"], 10, 20, 3).Tasks[0];
        Inputs(a.Train).Should().HaveCount(10).And.BeInAscendingOrder().And.NotEqual(Enumerable.Range(0, 10)).And.Equal(Inputs(same.Train));
        Inputs(a.Test).Should().HaveCount(20).And.Contain(Inputs(same.Test));
        Inputs(a.Train).Should().NotEqual(Inputs(b.Train)).And.NotEqual(Inputs(tasks.Load(["a"], 10, 20, 4).Tasks[0].Train));
        Inputs(a.Train).Should().NotBeSubsetOf(Inputs(a.Test));
        tasks.Load(["a"], 1000, null).Tasks[0].Train.Should().HaveCount(100);
        FluentActions.Invoking(() => tasks.Load(["a"], 0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("trainLimit");
        FluentActions.Invoking(() => tasks.Load(["a"], null, 0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("testLimit");
    }

    private IReadOnlyList<string> Names() => TaskFolder.Open(folder.Path).TaskNames;

    private LearningTask Load(string name) => TaskFolder.Open(folder.Path).Load([name]).Tasks[0];
}
