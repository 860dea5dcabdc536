using Kif.Tests;

namespace Kif.Baselines.Tests.Anchoring;

/// <summary>Calls a strategy's hooks by hand, with vectors of a small space.</summary>
internal static class HookCalls
{
    public static ParameterSpace Space(int elements, int generation = 0) =>
        new([new ParameterInfo("w", new ModuleInfo("m"), ParameterRole.Weight, [elements])], ScalarType.Float64, generation);

    /// <summary>A task ends with these weights; its examples have these gradients.</summary>
    public static GivenGradients AfterTask(this ContinualStrategy strategy, double[] weights, params double[][] gradients)
    {
        using var scope = torch.NewDisposeScope();
        var probe = new GivenGradients(gradients);
        strategy.AfterTask(Hook.TaskFinished(torch.tensor(weights), torch.tensor(weights)) with { Train = probe.Examples, Passes = probe });
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
