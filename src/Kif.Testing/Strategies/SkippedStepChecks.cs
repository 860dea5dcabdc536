namespace Kif.Testing;

/// <summary>The check of a step whose loss is NaN.</summary>
internal static class SkippedStepChecks
{
    /// <summary>Checks that only the poisoned step, the second of every task, is skipped.</summary>
    public static void Check(StrategyUnderTest strategy)
    {
        bool armed = false;
        bool Fires()
        {
            bool now = armed;
            armed = false;
            return now;
        }

        var lost = new List<StepPosition>();
        using var run = new ConformanceRun(strategy, new()
        {
            WrapModel = model => new NaNLossModel(model, Fires),
            Handle = e =>
            {
                if (e is StepFinished { Position: { Phase: null, Step: 0 } }) armed = true;
                if (e is StepFinished { Skipped: true } s) lost.Add(s.Position);
            },
        });
        for (int task = 0; task < 3; task++)
        {
            armed = false;
            run.Learn(task, 15);
            TrainingChecks.AssertFinite(run, $"after a step of '{TinyTasks.Name(task)}' whose loss was not a number");
        }
        if (lost.FirstOrDefault(p => p.Step > 1) is { Task: not null } further)
            throw new ConformanceException(
                $"lost step {further.Step} of '{further.Task}' too after step 1, whose loss was not a number: it kept what it had seen there");
        if (lost.Count > 3) throw new ConformanceException($"lost {lost.Count} steps where 3 losses were not a number");
    }
}

/// <summary>A model whose loss is NaN in the passes for which <paramref name="poisoned"/> returns true.</summary>
internal sealed class NaNLossModel(ILanguageModel inner, Func<bool> poisoned) : HandingOnModel(inner)
{
    public override ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        ForwardResult result = base.Forward(batch, weights, options);
        return options.Dropout is not null && poisoned() ? result with { Loss = result.Loss * double.NaN } : result;
    }

    protected override ILanguageModel Around(ILanguageModel next) => new NaNLossModel(next, poisoned);
}
