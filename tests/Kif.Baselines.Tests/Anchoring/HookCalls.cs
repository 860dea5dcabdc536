using Kif.Tests;

namespace Kif.Baselines.Tests.Anchoring;

/// <summary>Calls a strategy's hooks by hand, with vectors of a small space.</summary>
internal static class HookCalls
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();

    public static ParameterSpace Space(int elements, int generation = 0) =>
        new([new ParameterInfo("w", new ModuleInfo("m"), ParameterRole.Weight, [elements])], ScalarType.Float64, generation);

    /// <summary>A strategy with the given options, as <c>path=value</c>.</summary>
    public static ContinualStrategy Strategy(string name, params string[] settings) =>
        new StrategyComposer(Catalog).Choose(name, settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], s[1]))).Compose()
            .Parts.Should().ContainSingle(p => p.Name == name).Which.Strategy;

    /// <summary>A task without steps ends with these weights; its examples have these gradients.</summary>
    public static GivenGradients LearnTask(this ContinualStrategy strategy, double[] weights, params double[][] gradients)
    {
        using var scope = torch.NewDisposeScope();
        Tensor end = torch.tensor(weights);
        strategy.BeforeTask(Hook.TaskStart(Space(weights.Length), end));
        return strategy.FinishTask(end, end, end, gradients);
    }

    /// <summary>A task ends at some weights and is finished with these; its examples have these gradients.</summary>
    public static GivenGradients FinishTask(this ContinualStrategy strategy, Tensor start, Tensor end, Tensor kept, params double[][] gradients)
    {
        var probe = new GivenGradients(gradients);
        strategy.EndTask(Hook.TaskEnd(start, kept) with { Trained = end, Train = probe.Examples, Passes = probe });
        strategy.AfterTask(Hook.TaskFinished(start, kept) with { Train = probe.Examples, Passes = probe });
        return probe;
    }

    /// <summary>Value and gradient of the penalty at some weights; null where the strategy has none.</summary>
    public static (double Value, double[] Gradient)? Penalty(this ContinualStrategy strategy, params double[] weights)
    {
        using var scope = torch.NewDisposeScope();
        Tensor leaf = torch.tensor(weights).requires_grad_();
        Tensor? penalty = strategy.Penalty(Hook.Penalty(Space(weights.Length), leaf));
        return penalty is null ? null : (penalty.ToDouble(), torch.autograd.grad([penalty], [leaf])[0].data<double>().ToArray());
    }

    /// <summary>Each number within a billionth of what is wanted.</summary>
    public static void ShouldBeClose(this IEnumerable<double> seen, params double[] wanted)
    {
        double[] all = [.. seen];
        all.Should().HaveCount(wanted.Length);
        for (int i = 0; i < wanted.Length; i++) all[i].Should().BeApproximately(wanted[i], 1e-9 * Math.Max(Math.Abs(wanted[i]), 1e-3), $"element {i}");
    }
}
