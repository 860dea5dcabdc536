using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Learning;

namespace Kif.Pipeline.Comparison;

/// <summary>Runs one strategy with one seed over a stream and fills its performance matrix.</summary>
internal sealed class StrategyRunner(
    RunKey key, StrategyComposition composition, IModelSource models, TaskStream stream, ITaskMetric metric, ComparisonOptions options,
    Dictionary<string, IReadOnlyList<string>> untrained, RunCapture? capture, TimeProvider time, Action<RunEvent> publish, CancellationToken cancellation)
{
    private readonly List<Prediction> predictions = [];
    private readonly List<FusionExplanation> explanations = [];
    private readonly List<WithinScore> within = [];
    private readonly PerformanceMatrix matrix = new([.. stream.Tasks.Select(t => t.Name)]);
    private readonly double[][] unseen = [.. Enumerable.Range(0, stream.Tasks.Count + 1).Select(_ => Enumerable.Repeat(double.NaN, options.Unseen.Count).ToArray())];
    private readonly Evaluator evaluator = new(models.Encoder, metric, options.Evaluation);
    private ContinualLearner? learning;
    private TimeSpan training, cpu;

    public StrategyRun Run()
    {
        bool joint = composition.JointStream;
        using var learner = new ContinualLearner(models.Create(composition.Trains), models.Encoder, composition, options.Training, new RandomStream((ulong)key.Seed), Hear);
        learning = learner;
        long parameters = learner.Model.Space.Length;
        publish(new RunStarted(parameters));
        ProcessCost.ForgetPeak();
        Untrained(learner);
        IReadOnlyList<LearningTask> tasks = joint ? [new("joint", [.. stream.Tasks.SelectMany(t => t.Train)], [])] : stream.Tasks;
        for (int i = 0; i < tasks.Count; i++)
        {
            Measured(+1, () => learner.Learn(tasks[i].Name, tasks[i].Train, cancellation, pausable: false));
            int row = joint ? stream.Tasks.Count - 1 : i;
            Row(learner, row);
            capture?.Invoke(key, row + 1, learner.Model, learner.Weights);
        }
        return new(key, matrix, predictions, learner.Cost, training.TotalSeconds, parameters, learner.StateBytes, explanations)
        {
            Unseen = options.Unseen.Count == 0 ? null : new([.. options.Unseen.Select(t => t.Name)], unseen),
            Within = within, CpuSeconds = cpu.TotalSeconds, PeakBytes = ProcessCost.Peak,
        };
    }

    /// <summary>Counts what something takes as training, or as none of it where it happens within training.</summary>
    private void Measured(int sign, Action work)
    {
        (long from, TimeSpan cpuFrom) = (time.GetTimestamp(), ProcessCost.Cpu);
        work();
        (training, cpu) = (training + sign * time.GetElapsedTime(from), cpu + sign * (ProcessCost.Cpu - cpuFrom));
    }

    private void Hear(RunEvent e)
    {
        if (e is TaskLearned learned) explanations.AddRange(learned.Explanations.Values);
        publish(e);
        if (e is StepFinished { Position: { Phase: null } at } && options.Evaluation.WithinEvery is { } every && (at.Step + 1) % every == 0) Measured(-1, () => Within(at));
    }

    /// <summary>Row 0. A fresh adapter changes nothing, so all runs of a comparison share these answers.</summary>
    private void Untrained(ContinualLearner learner)
    {
        for (int t = 0; t < stream.Tasks.Count; t++)
        {
            double score = Answer(stream.Tasks[t]);
            matrix.SetUntrained(t, score);
        }
        for (int u = 0; u < options.Unseen.Count; u++) unseen[0][u] = Answer(options.Unseen[u]);

        double Answer(LearningTask task)
        {
            if (!untrained.TryGetValue(task.Name, out IReadOnlyList<string>? answers))
                untrained[task.Name] = answers = evaluator.Evaluate(learner.Model, learner.Weights, task, cancellation).Answers;
            double score = metric.Score(answers, task.Test);
            Record(0, task, score, answers);
            return score;
        }
    }

    private void Row(ContinualLearner learner, int row)
    {
        for (int t = 0; t < stream.Tasks.Count; t++)
            if ((t <= row || options.Evaluation.UnseenTasks) && Answer(stream.Tasks[t]) is { } score) matrix[row, t] = score;
        for (int u = 0; u < options.Unseen.Count; u++) unseen[row + 1][u] = Answer(options.Unseen[u]) ?? double.NaN;

        double? Answer(LearningTask task)
        {
            if (learner.WeightsFor(task.Name) is not { } weights) return null;
            (double score, IReadOnlyList<string> answers) = evaluator.Evaluate(learner.Model, weights, task, cancellation);
            Record(row + 1, task, score, answers);
            if (options.Evaluation.WithinEvery is not null && row + 1 < stream.Tasks.Count && stream.Tasks.Take(row + 1).Contains(task)) Start(row + 1, task, answers);
            return score;
        }
    }

    /// <summary>The score from which a task may fall while the next one is trained: of the answers that it has now, those that are given again within the training.</summary>
    private void Start(int next, LearningTask task, IReadOnlyList<string> answers)
    {
        int few = options.Evaluation.WithinExamples;
        Scored(new(next, 0, task.Name, metric.Score([.. answers.Take(few)], [.. task.Test.Take(few)])));
    }

    private void Scored(WithinScore score)
    {
        within.Add(score);
        publish(new StepScored(score));
    }

    /// <summary>Scores the earlier tasks as the weights are now, in the middle of a task; what trains does not notice.</summary>
    private void Within(StepPosition at)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.no_grad();
        foreach (LearningTask task in stream.Tasks.Take(at.TaskIndex))
        {
            if (learning!.WeightsFor(task.Name) is not { } weights) continue;
            LearningTask few = task with { Test = [.. task.Test.Take(options.Evaluation.WithinExamples)] };
            Scored(new(at.TaskIndex, at.Step + 1, task.Name, evaluator.Evaluate(learning.Model, weights, few, cancellation).Score));
        }
    }

    private void Record(int after, LearningTask task, double score, IReadOnlyList<string> answers)
    {
        predictions.AddRange(task.Test.Zip(answers, (e, a) => new Prediction(after, task.Name, e.Id, e.Target, a) { References = e.References.Count > 1 ? e.References : null }));
        publish(new TaskEvaluated(after, task.Name, score));
    }
}
