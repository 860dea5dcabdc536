namespace Kif.Tests.Streams;

public sealed class RowExtrasTests : IDisposable
{
    private const string Row = """[{"input": "i", "output": "o"}]""";

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_outputs_count_and_the_first_is_learned()
    {
        folder.With("train/a.json", """[{"input": "i", "output": ["x", " ", "y"]}, {"input": "i", "output": "z"}]""").With("test/a.json", Row);
        IReadOnlyList<Example> train = Load().Tasks[0].Train;
        train.Select(e => e.Target).Should().Equal("x", "z");
        train[0].References.Should().Equal("x", "y");
        train[1].References.Should().Equal("z");
        Load().Tasks[0].Labels.Should().Equal("x", "z");
    }

    [Fact]
    public void An_output_that_is_no_text_is_reported_wherever_it_stands()
    {
        folder.With("train/a.json", Row).With("test/a.json", """[{"input": "i", "output": ["x", {}]}, {"input": "i", "output": [" ", "x"]}]""");
        Bad().Should().Equal("test/a.json, row 1: 'output' must be a text, not an object", "test/a.json, row 2: 'output' is empty");
    }

    [Fact]
    public void Choices_are_those_of_the_row_or_the_labels_of_the_folder()
    {
        folder.With("train/a.json",
            """[{"input": "i", "output": "x", "choices": ["x", "y"]}, {"input": "i", "output": "x", "choices": {"text": ["x"]}}, """
            + """{"input": "i", "output": "x"}]""")
            .With("test/a.json", Row);
        Load().Tasks[0].Train.Select(e => string.Join('|', e.Choices)).Should().Equal("x|y", "", "");
        using var groups = new DataFolder();
        groups.With("SC/b/train.json", """[{"sentence": "s", "label": "Good"}]""").With("SC/b/test.json", """[{"sentence": "s", "label": "Bad"}]""")
            .With("SC/b/labels.json", """["Good", "Bad"]""");
        TaskFolder.Open(groups.Path).Load(["b"]).Tasks[0].Test[0].Choices.Should().Equal("Good", "Bad");
    }

    [Fact]
    public void A_task_keeps_the_labels_of_all_its_training_examples()
    {
        folder.With("train/a.json", $"[{string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"input": "{{i}}", "output": "l{{i % 10}}"}"""))}]")
            .With("test/a.json", Row);
        LearningTask task = TaskFolder.Open(folder.Path).Load(["a"], trainLimit: 4).Tasks[0];
        task.Train.Should().HaveCount(4);
        task.Labels.Should().Equal(Enumerable.Range(0, 10).Select(i => $"l{i}"));
    }

    [Fact]
    public void Rows_of_dialogues_are_read_from_their_fields_or_from_the_index_beside_the_file()
    {
        folder.With("train/a.jsonl", """
            {"input": "i", "output": "x", "dialogue": "d1", "turn": 2, "slot": "time"}

            {"input": "i", "output": "x", "dialogue": "the text", "slot": "time"}
            """).With("test/a.jsonl", "{\"input\": \"i\", \"output\": \"x\"}\n\n{\"input\": \"i\", \"output\": \"y\"}\n")
            .With("test/a.idx", "f|||8_1|||0|||none|||hotels|||area\r\nf|||8_1|||12|||none|||hotels|||price\r\n");
        LearningTask task = Load().Tasks[0];
        task.Train.Select(e => e.Dialogue).Should().Equal(new DialogueSlot("d1", 2, "time"), null);
        task.Test.Select(e => e.Dialogue).Should().Equal(new DialogueSlot("8_1", 0, "area"), new DialogueSlot("8_1", 12, "price"));
    }

    [Fact]
    public void The_index_stays_beside_its_rows_when_bad_rows_are_left_out()
    {
        folder.With("train/a.json", Row).With("test/a.json", """[{"input": "i", "output": ""}, {"input": "i", "output": "y"}]""")
            .With("test/a.idx", "f|||d|||0|||n|||s|||p\nf|||d|||1|||n|||s|||q\n");
        TaskFolder.Open(folder.Path, skipBadRows: true).Load(["a"]).Tasks[0].Test.Single().Dialogue.Should().Be(new DialogueSlot("d", 1, "q"));
    }

    [Fact]
    public void An_index_that_does_not_fit_is_refused()
    {
        folder.With("train/a.json", Row).With("test/a.json", Row).With("test/a.idx", "f|||d|||0|||n|||s|||p\nf|||d|||one|||n|||s|||q\n");
        Bad().Should()
            .Equal("test/a.idx, line 2: 'f|||d|||one|||n|||s|||q' is not of the form file|||dialogue|||turn|||frame|||service|||slot, "
            + "with a whole number as turn", "test/a.idx: the file has 2 lines for the 1 rows of test/a.json");
        FluentActions.Invoking(() => TaskFolder.Open(folder.Path).Load(["a"])).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Examples_are_equal_if_all_their_texts_are()
    {
        Example one = new("i", "o", "1") { References = ["o", "p"], Choices = ["o", "q"], Dialogue = new("d", 1, "s") };
        Example same = new("i", "o", "1") { References = ["o", "p"], Choices = ["o", "q"], Dialogue = new("d", 1, "s") };
        one.Should().Be(same);
        one.GetHashCode().Should().Be(same.GetHashCode());
        one.Should().NotBe(one with { References = ["o"] }).And.NotBe(one with { Choices = [] }).And.NotBe(one with { Dialogue = null });
        new Example("i", "o", "1").Should().Be(new Example("i", "o", "1") { References = ["o"] });
    }

    private TaskStream Load() => TaskFolder.Open(folder.Path).Load(["a"]);

    private IEnumerable<string> Bad() =>
        TaskFolder.Open(folder.Path).FindBadRows(["a"]).Select(b => b.ToString().Replace(folder.Path + Path.DirectorySeparatorChar, ""));
}
