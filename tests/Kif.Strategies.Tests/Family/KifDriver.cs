using Kif.Tests;

namespace Kif.Strategies.Tests.Family;

/// <summary>Takes a KIF strategy through tasks without a model: weights and gradients are given.</summary>
internal sealed class KifDriver
{
    private readonly ParameterSpace space;
    private int tasks;

    public KifDriver(ParameterSpace space, ISkillUnitDecomposer decomposer, IImportanceEstimator estimator, IKnowledgeFuser fuser,
        KifFamilyOptions? options = null)
    {
        this.space = space;
        Strategy = new KifStrategy(decomposer, estimator, fuser, options ?? new KifLoraOptions());
        Strategy.AttachSpace(new SpaceAttachment { Space = space });
    }

    public KifStrategy Strategy { get; }

    public FusionExplanation? Explanation { get; private set; }

    /// <summary>The weights kept after a task that trained from <paramref name="start"/> to <paramref name="end"/> with these gradients at its steps.</summary>
    public double[] Learn(double[] start, double[] end, params double[][] gradients)
    {
        using var scope = torch.NewDisposeScope();
        Tensor from = torch.tensor(start, dtype: space.DType), to = torch.tensor(end, dtype: space.DType);
        Strategy.BeforeTask(Hook.TaskStart(space, from) with { Index = tasks, InitialWeights = torch.zeros_like(from), Random = new RandomStream(7) });
        for (int s = 0; s < gradients.Length; s++)
            Strategy.AfterStep(Hook.StepEnd(s, to, torch.tensor(gradients[s], dtype: space.DType)));
        TaskOutcome outcome = Strategy.EndTask(Hook.TaskEnd(from, to) with { Index = tasks++, Random = new RandomStream(8) });
        Explanation = outcome.Explanation;
        return (outcome.Weights ?? to).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Reproducible numbers for weights and gradients.</summary>
    public static double[] Numbers(ParameterSpace space, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, (int)space.Length).Select(_ => random.NextNormal())];
    }
}
