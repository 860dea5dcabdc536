namespace Kif.Pipeline.Tests.Training;

/// <summary>The batches of a phase that draws them.</summary>
public sealed class DrawTests
{
    [Theory]
    [InlineData(20, 8, 8)]
    [InlineData(5, 8, 5)]
    [InlineData(8, 8, 8)]
    public void Without_replacement_a_batch_has_no_example_twice_and_at_most_all(int examples, int batch, int size)
    {
        int[][] drawn = Draw(examples, batch, replacement: false);
        drawn.Should().HaveCount(50).And.OnlyContain(b => b.Length == size && b.Distinct().Count() == size);
        drawn.SelectMany(b => b).Distinct().Should().HaveCount(examples, "batches are drawn independently of each other");
    }

    [Fact]
    public void With_replacement_a_batch_has_its_size_and_repeats() =>
        Draw(5, 8, replacement: true).Should().OnlyContain(b => b.Length == 8).And.Contain(b => b.Distinct().Count() < 5);

    private static int[][] Draw(int examples, int batch, bool replacement) =>
        [.. StepBatches.Draws(new(TinyRun.Task(0, examples), TinyRun.Context(TinyRun.Options)), 50, batch, replacement, new RandomStream(3)).Steps];
}
