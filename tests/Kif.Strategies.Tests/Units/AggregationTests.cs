namespace Kif.Strategies.Tests.Units;

/// <summary>Every aggregation with every decomposer, against sums over elements written out.</summary>
public sealed class AggregationTests
{
    private static readonly ParameterSpace Space = new(new[] { 0, 1 }.SelectMany(layer => new ParameterInfo[]
    {
        new($"l.{layer}.q.A", new($"l.{layer}.q", layer, 2), ParameterRole.LoraA, [2, 3]),
        new($"l.{layer}.q.B", new($"l.{layer}.q", layer, 2), ParameterRole.LoraB, [4, 2]),
    }), ScalarType.Float64);

    public static TheoryData<string, UnitAggregation> All =>
        [.. from d in new[] { "matrix", "rank", "layer", "head", "head outside", "element" } from how in Enum.GetValues<UnitAggregation>() select (d, how)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_aggregation_is_that_of_the_elements(string name, UnitAggregation how)
    {
        SkillUnits units = Make(name).Decompose(Space);
        var random = new RandomStream(3);
        double[] scores = [.. Enumerable.Range(0, (int)Space.Length).Select(_ => random.NextDouble())];
        using Tensor flat = torch.tensor(scores), of = units.Spread([.. Enumerable.Range(0, units.Count).Select(u => (double)u)], -1);
        double[] owner = of.data<double>().ToArray();
        double[] seen = units.Reduce(flat, how).Values.ToArray();
        for (int u = 0; u < units.Count; u++)
        {
            int[] elements = [.. Enumerable.Range(0, scores.Length).Where(i => owner[i] == u)];
            double[] mine = [.. elements.Select(i => scores[i])];
            double wanted = how switch
            {
                UnitAggregation.Sum => mine.Sum(),
                UnitAggregation.Max => mine.Max(),
                UnitAggregation.ProductOfMeans when name == "rank" => Product(elements, scores),
                UnitAggregation.Norm => Math.Sqrt(mine.Sum(s => s * s)),
                _ => mine.Average(),
            };
            seen[u].Should().BeApproximately(wanted, 1e-12, $"unit {units.Names[u]}");
        }
    }

    /// <summary>The mean of the explicit outer product of the elements in A and those in B (algorithms.md 15.6).</summary>
    private static double Product(int[] elements, double[] scores)
    {
        bool InA(int i) => i % 14 < 6;
        return elements.Where(InA).SelectMany(_ => elements.Where(i => !InA(i)), (a, b) => scores[a] * scores[b]).Average();
    }

    private static ISkillUnitDecomposer Make(string name) => name switch
    {
        "matrix" => new MatrixUnits(),
        "rank" => new RankUnits(),
        "layer" => new LayerUnits(),
        "head" => new HeadUnits(new()),
        "element" => new ElementUnits(),
        _ => new HeadUnits(new() { Rest = HeadRest.Outside }),
    };
}
