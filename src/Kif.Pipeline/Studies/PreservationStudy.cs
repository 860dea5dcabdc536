namespace Kif;

/// <summary>
/// The experiment on preservation: does decomposing an adapter change it? Two tasks of the embedded stream are trained without units and with the units of
/// every decomposer of the catalog, with fusion taking the current weights; dropout is on, so any extra random draw would show. All bits of the weights are
/// compared.
/// </summary>
internal static class PreservationStudy
{
    public static IReadOnlyList<PreservationResult> Run(StudyComponents parts, StudySettings settings, CancellationToken cancellation)
    {
        using var run = StudyRun.Embedded(settings.Size == StudySize.Small ? 32 : 320, 1, epochs: 1, dropout: 0.1);
        var found = new List<PreservationResult>();
        foreach (long seed in settings.Seeds)
        {
            using ContinualLearner plain = run.Learn(new StrategyComposition([]), seed, cancellation);
            using Tensor initial = plain.Model.InitialWeights(new RandomStream((ulong)seed).Derive("init"));
            long moved = plain.Weights.ne(initial).sum().ToInt64();
            foreach ((string name, ISkillUnitDecomposer decomposer) in parts.All<ISkillUnitDecomposer>())
            {
                var kif = new KifStrategy(decomposer, parts.One<IImportanceEstimator>("mixed"), parts.One<IKnowledgeFuser>("take-current"),
                    new KifLoraOptions());
                using ContinualLearner decomposed = run.Learn(new StrategyComposition([new("kif", kif)]), seed, cancellation);
                long differing = decomposed.Weights.ne(plain.Weights).sum().ToInt64();
                found.Add(new(name, seed, kif.Units.Count, plain.Model.Space.Length, moved, differing));
            }
        }
        return found;
    }
}
