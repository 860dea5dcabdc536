namespace Kif.Testing;

/// <summary>The checks of a decomposer.</summary>
internal static class DecomposerChecks
{
    public static IReadOnlyList<PromiseCheck<PartUnderTest<ISkillUnitDecomposer>>> All { get; } = PartChecks.With<ISkillUnitDecomposer>(
        new("units-apart", "skill units are disjoint and lie inside the space", Apart),
        new("units-complete", "every trainable element belongs to a skill unit", Complete, "units-apart"),
        new("units-stable", "the same space gives the same units in the same order", Stable, "units-apart"));

    private static void Apart(PartUnderTest<ISkillUnitDecomposer> part)
    {
        if (Accepted(part).Count == 0)
            throw new ConformanceException("refused every space: adapters and all weights, of an encoder–decoder and of a decoder-only model");
    }

    private static void Complete(PartUnderTest<ISkillUnitDecomposer> part)
    {
        foreach ((string space, SkillUnits units) in Accepted(part))
        {
            if (units.CoversAll) continue;
            using Tensor covered = units.Spread(Enumerable.Repeat(1.0, units.Count).ToArray(), 0);
            double[] inside = covered.to_type(ScalarType.Float64).data<double>().ToArray();
            int first = Array.FindIndex(inside, v => v == 0);
            ParameterInfo parameter = units.Space.Parameters.Last(p => p.Offset <= first);
            throw new ConformanceException($"left {inside.Count(v => v == 0)} of {inside.Length} elements of {space} in no unit, first in {parameter.Name}");
        }
    }

    private static void Stable(PartUnderTest<ISkillUnitDecomposer> part)
    {
        foreach ((string space, SkillUnits units) in Accepted(part))
        {
            SkillUnits again = part.Create().Decompose(units.Space);
            if (!units.Names.SequenceEqual(again.Names) || !units.Units.Zip(again.Units).All(p => p.First.Parts.SequenceEqual(p.Second.Parts)))
                throw new ConformanceException($"made other units of {space} when it was asked again");
        }
    }

    private static List<(string Space, SkillUnits Units)> Accepted(PartUnderTest<ISkillUnitDecomposer> part)
    {
        ISkillUnitDecomposer decomposer = part.Create();
        var accepted = new List<(string, SkillUnits)>();
        foreach (ConformanceModel kind in Enum.GetValues<ConformanceModel>())
            foreach (TrainedWeights trains in Enum.GetValues<TrainedWeights>())
            {
                using ILanguageModel model = TinyModels.Create(kind, trains, ScalarType.Float32);
                try
                {
                    string space = $"{(trains == TrainedWeights.All ? "all weights" : "an adapter")} of "
                        + (kind == ConformanceModel.EncoderDecoder ? "an encoder–decoder" : "a decoder-only model");
                    accepted.Add((space, decomposer.Decompose(model.Space)));
                }
                catch (CompositionException)
                {
                    // A decomposer may refuse a space that lacks the parameters its units consist of.
                }
                catch (ArgumentException e)
                {
                    throw new ConformanceException($"made units that do not go together: {e.Message}", e);
                }
            }
        return accepted;
    }
}
