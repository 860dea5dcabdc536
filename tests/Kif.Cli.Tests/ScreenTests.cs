namespace Kif.Cli.Tests;

/// <summary>The live display and the tables of scores, at several widths.</summary>
public sealed class ScreenTests
{
    private static readonly string[] Tasks = ["place", "elsewhere", "othertime"];

    [Theory]
    [InlineData(60, 24)]
    [InlineData(80, 40)]
    [InlineData(120, 30)]
    [InlineData(160, 40)]
    public void No_line_is_wider_and_no_display_higher_than_the_terminal(int width, int height)
    {
        IReadOnlyList<ScreenLine> lines = Screen(width, height);
        lines.Should().OnlyContain(l => l.Text.Length < width);
        lines.Count.Should().BeLessThan(height);
    }

    [Fact]
    public void The_score_of_every_task_after_every_task_is_there_while_it_is_forgotten()
    {
        string[] lines = [.. Screen(160, 40).Select(l => l.Text)];
        string titles = lines.Single(l => l.Contains("score after each task"));
        titles.Should().StartWith("joint: ").And.Contain("seq-lora: ", "blocks stand beside each other where there is room");
        lines.Should().Contain(l => l.Contains("place") && l.Contains("elsewhere") && l.Contains("othertime"), "names are whole");
        lines.Should().ContainSingle(l => l.Contains("place ") && l.Contains("84.0"));
        lines.Should().ContainSingle(l => l.Contains("elsewhere ") && l.Contains("12.0"), "place was forgotten");
        Screen(160, 12).Should().NotContain(l => l.Text.Contains("score after each task"), "there is no room");
    }

    [Fact]
    public void Joint_training_is_said_once()
    {
        Screen(80, 40)[0].Text.Should().StartWith("joint  all tasks at once  step   7/600  loss  0.740");
    }

    [Theory]
    [InlineData(0.7400001, " 0.740")]
    [InlineData(0.16, " 0.160")]
    [InlineData(12.3456, " 12.35")]
    [InlineData(1234.5, "1234.5")]
    [InlineData(1e9, "   1e9")]
    public void A_loss_has_one_width(double loss, string shown) => ProgressText.Loss(loss).Should().Be(shown);

    [Fact]
    public void Names_are_whole_where_they_fit_and_blocks_fit_the_width()
    {
        PerformanceMatrix a = Matrix();
        ScoreBlock block = ScoreBlock.Of("seq-lora", a, 80).Should().ContainSingle().Subject;
        block.Lines[0].Should().Contain("elsewhere").And.Contain("othertime");
        block.Width.Should().BeLessThanOrEqualTo(80);
        var many = new PerformanceMatrix([.. Enumerable.Range(1, 15).Select(i => $"a-task-of-a-long-name-{i}")]);
        ScoreBlock[] blocks = [.. ScoreBlock.Of("x", many, 80)];
        blocks.Should().HaveCountGreaterThan(1).And.OnlyContain(b => b.Width <= 80);
        ScoreBlock.Rows([block, block, block], 100).Should().HaveCount(2);
    }

    [Fact]
    public void Joint_has_one_row_with_a_name_of_its_own()
    {
        var joint = new PerformanceMatrix(Tasks);
        for (int i = 0; i < 3; i++) joint[2, i] = 50;
        ScoreBlock.Of("joint", joint, 80).Single().Lines.Should().HaveCount(2, "nothing was scored before training").And.Contain(l => l.StartsWith("all at once"));
        for (int i = 0; i < 3; i++) joint.SetUntrained(i, 10);
        ScoreBlock.Of("joint", joint, 80).Single().Lines.Should().HaveCount(3).And.Contain(l => l.StartsWith("all at once"));
    }

    [Fact]
    public void Several_seeds_have_one_mean_matrix()
    {
        PerformanceMatrix a = Matrix(), b = Matrix();
        b[0, 0] = 64;
        PerformanceMatrix mean = ScoreBlock.Mean([a, b]);
        mean[0, 0].Should().Be(74);
        mean[0, 1].Should().Be(double.NaN);
    }

    [Theory]
    [InlineData("kif: a word and another one", 20, "kif: a word and\nanother one")]
    [InlineData("kif: /a/path/that/is/longer/than/any/line of text", 20, "kif:\n/a/path/that/is/longer/than/any/line\nof text")]
    public void A_line_is_broken_between_words(string line, int width, string broken) => Aside.Broken(line, width).Should().Be(broken);

    private static IReadOnlyList<ScreenLine> Screen(int width, int height)
    {
        RunKey joint = new("joint", "order-1", 1), sequential = new("seq-lora", "order-1", 1);
        var reading = new ProgressSnapshot(TimeSpan.FromSeconds(150), TimeSpan.FromSeconds(25), 2, 1, 0,
            [new(joint, RunStage.Training, "joint", 0, 1, null, 7, 600, 0.74, TimeSpan.FromSeconds(9), null, TimeSpan.FromSeconds(25))],
            [new("seq-lora", 1, 1, 0, 13.8, 75.5), new("joint", 1, 0, 0, double.NaN, double.NaN)], []);
        return new Screen(new([sequential, joint]), [new(joint, new(Tasks), Joint: true), new(sequential, Matrix(), Joint: false)]).Lines(reading, width, height, stopping: true);
    }

    private static PerformanceMatrix Matrix() => new(Tasks) { [0, 0] = 84, [1, 0] = 12, [1, 1] = 60, [2, 0] = 0, [2, 1] = 3, [2, 2] = 55 };
}
