using System.Text.Json;
using Kif.Tests;

namespace Kif.Baselines.Tests.Distillation;

/// <summary>What TRL's distillation was recorded to compute, in float64.</summary>
internal static class RecordedDistillation
{
    public static JsonElement Json { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Root, "metrics", "distillation.json"))).RootElement;

    /// <summary>Reads numbers in lists of lists; null, where a number is not finite, is NaN.</summary>
    public static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Null => [double.NaN],
        _ => [element.GetDouble()],
    };

    /// <summary>Reads numbers as rows of one length.</summary>
    public static Tensor Rows(JsonElement element, long width) => torch.tensor(Numbers(element).ToArray()).view(-1, width);

    /// <summary>Expects numbers within 1e-12 and 1e-10 of each, or within a wider distance.</summary>
    public static void Same(Tensor tensor, IEnumerable<double> expected, string what, double wider = 0)
    {
        (double Seen, double Wanted)[] pairs = [.. tensor.detach().flatten().data<double>().ToArray().Zip(expected)];
        pairs.Should().NotBeEmpty();
        foreach ((double seen, double wanted) in pairs) seen.Should().BeApproximately(wanted, Math.Max(wider, 1e-12 + 1e-10 * Math.Abs(wanted)), what);
    }
}
