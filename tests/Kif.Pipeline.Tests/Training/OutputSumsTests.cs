namespace Kif.Pipeline.Tests.Training;

/// <summary>Sums of absolute outputs over the micro-batches of a step.</summary>
public sealed class OutputSumsTests
{
    [Fact]
    public void Passes_add_up_and_the_sums_outlive_them()
    {
        using var sums = new OutputSums();
        for (int pass = 1; pass <= 2; pass++)
        {
            using var inner = torch.NewDisposeScope();
            sums.Observe("w", torch.tensor([1.0, -2, -3, 4]).view(2, 2) * pass);
        }
        using var scope = torch.NewDisposeScope();
        sums.Copy()["w"].data<double>().ToArray().Should().Equal(3 * (1 + 3), 3 * (2 + 4));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Half_precision_outputs_are_summed_beyond_its_range(ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        using var sums = new OutputSums();
        sums.Observe("w", torch.full(1000, 1, -256.0, dtype: type));
        sums.Copy()["w"].ToSingle().Should().Be(256_000);
    }
}
