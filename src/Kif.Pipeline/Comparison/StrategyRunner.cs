using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Learning;

namespace Kif.Pipeline.Comparison;

/// <summary>Runs one strategy with one seed over a stream and fills its performance matrix.</summary>
internal sealed class StrategyRunner(
    string name, long seed, StrategyComposition composition, IModelSource models, TaskStream stream, ITaskMetric metric, ComparisonOptions options,
    Dictionary<string, IReadOnlyList<string>> untrained, RunCapture? capture, TimeProvider time, Action<RunEvent> publish, CancellationToken cancellation)
{
    private readonly List<Prediction> predictions = [];
    private readonly List<FusionExplanation> explanations = [];
    private readonly PerformanceMatrix matrix = new([.. stream.Tasks.Select(t => t.Name)]);
    private readonly Evaluator evaluator = new(models.Encoder, metric, options.Evaluation);

    public StrategyRun Run()
    {
        bool joint = composition.JointStream;
        using var learner = new ContinualLearner(models.Create(composition.Trains), models.Encoder, composition, options.Training, new RandomStream((ulong)seed), Hear);
        long parameters = learner.Model.Space.Length;
        publish(new RunStarted(parameters));
        Untrained(learner);
        TimeSpan training = default;
        IReadOnlyList<LearningTask> tasks = joint ? [new("joint", [.. stream.Tasks.SelectMany(t => t.Train)], [])] : stream.Tasks;
        for (int i = 0; i < tasks.Count; i++)
        {
            long from = time.GetTimestamp();
            learner.Learn(tasks[i].Name, tasks[i].Train, cancellation, pausable: false);
            training += time.GetElapsedTime(from);
            int row = joint ? stream.Tasks.Count - 1 : i;
            Row(learner, row);
            capture?.Invoke(name, seed, row + 1, learner.Model, learner.Weights);
        }
        var run = new StrategyRun(name, seed, matrix, predictions, learner.Cost, training.TotalSeconds, parameters, learner.StateBytes, explanations);
        publish(new RunFinished(matrix, run.Seconds));
        return run;
    }

    private void Hear(RunEvent e)
    {
        if (e is TaskLearned learned) explanations.AddRange(learned.Explanations.Values);
        publish(e);
    }

    /// <summary>Row 0. A fresh adapter changes nothing, so all strategies of a comparison share these answers.</summary>
    private void Untrained(ContinualLearner learner)
    {
        for (int t = 0; t < stream.Tasks.Count; t++)
        {
            LearningTask task = stream.Tasks[t];
            if (!untrained.TryGetValue(task.Name, out IReadOnlyList<string>? answers))
                untrained[task.Name] = answers = evaluator.Evaluate(learner.Model, learner.Weights, task, cancellation).Answers;
            double score = metric.Score(answers, task.Test);
            matrix.SetUntrained(t, score);
            Record(0, task, score, answers);
        }
    }

    private void Row(ContinualLearner learner, int row)
    {
        for (int t = 0; t < stream.Tasks.Count; t++)
        {
            if (t > row && !options.Evaluation.UnseenTasks) continue;
            LearningTask task = stream.Tasks[t];
            if (learner.WeightsFor(task.Name) is not { } weights) continue;
            (double score, IReadOnlyList<string> answers) = evaluator.Evaluate(learner.Model, weights, task, cancellation);
            matrix[row, t] = score;
            Record(row + 1, task, score, answers);
        }
    }

    private void Record(int after, LearningTask task, double score, IReadOnlyList<string> answers)
    {
        predictions.AddRange(task.Test.Zip(answers, (e, a) => new Prediction(after, task.Name, e.Id, e.Target, a) { References = e.References.Count > 1 ? e.References : null }));
        publish(new TaskEvaluated(after, task.Name, score));
    }
}
