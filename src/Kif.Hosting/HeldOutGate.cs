using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>The built-in gate: <see cref="ShipGate"/> over the rows that were held out of training.</summary>
internal sealed class HeldOutGate(IOptions<LearningOptions> options, IServiceProvider services) : IModelGate
{
    private readonly ShipGate gate = new(options.Value.Tolerance);
    private readonly ITaskMetric metric = services.GetRequiredKeyedService<ITaskMetric>(options.Value.Metric);

    public GateVerdict Decide(ModelCandidate candidate, CancellationToken cancellation)
    {
        List<GateTask> scored = [];
        foreach (LearningTask task in candidate.Earlier.Append(candidate.Task).Where(t => t.Test.Count > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<string> answers = candidate.Answer(task.Test);
            scored.Add(GateTask.Of(task, task == candidate.Task, candidate.AnswerNow(task.Test), answers, metric));
            candidate.Publish(new TaskEvaluated(candidate.Earlier.Count + 1, task.Name, metric.Score(answers, task.Test)));
        }
        if (scored.Count == 0) return new(true, "There are no rows to judge by.");
        GateDecision decision = gate.Decide(scored);
        return new(decision.Ships, decision.Sentence);
    }
}
