namespace Kif;

/// <summary>The execution of one strategy with one order and one seed over a stream, which fills its performance matrix.</summary>
internal sealed class StrategyRunner(
    RunKey key, Comparison comparison, TaskStream stream, IRunStore? store, UntrainedAnswers untrained, Action<RunEvent> publish,
    CancellationToken cancellation)
{
    private readonly RunCheckpoint checkpoint = new([.. stream.Tasks.Select(t => t.Name)], [.. comparison.Unseen.Select(t => t.Name)]);
    private readonly Evaluator evaluator = new(comparison.Models.Encoder, comparison.Metric, comparison.Evaluation, comparison.Limits);
    private readonly StrategyChoice strategy = comparison.Strategies.First(s => s.Name == key.Strategy);
    private readonly CheckpointClock clock = new(comparison.Checkpoints, comparison.Time);
    private ContinualLearner? learning;
    private (long Wall, TimeSpan Cpu)? measuredFrom;

    public StrategyRun Run()
    {
        StrategyComposition composition = strategy.Compose();
        using var learner = new ContinualLearner(comparison.Models.Create(composition.Trains), comparison.Models.Encoder, composition,
            strategy.Training ?? comparison.Training, new RandomStream((ulong)key.Seed), Handle);
        learning = learner;
        long parameters = learner.Model.Space.Length;
        bool resumed = store is not null && Resume(learner);
        publish(new RunStarted(parameters) { Resumed = resumed });
        ProcessCost.ResetPeak();
        if (store is not null)
            learner.BetweenSteps = () =>
            {
                if (clock.StepIsDue()) Checkpoint(learner);
            };
        try
        {
            Learn(learner);
        }
        catch (OperationCanceledException) when (store is not null && checkpoint.Rows > 0)
        {
            Checkpoint(learner);
            publish(new RunPaused());
            throw;
        }
        return new(key, checkpoint.Matrix, checkpoint.Predictions, learner.Cost, checkpoint.Training.TotalSeconds, parameters, learner.StateBytes,
            checkpoint.Explanations)
        {
            Unseen = checkpoint.UnseenScores, MidTaskScores = checkpoint.MidTaskScores,
            Warnings = checkpoint.Warnings.ToDictionary(w => w.Key, w => (IReadOnlyList<string>)w.Value),
            CpuSeconds = checkpoint.Cpu.TotalSeconds, PeakBytes = ProcessCost.Peak,
            Checkpoints = checkpoint.Count, CheckpointSeconds = checkpoint.CheckpointTime.TotalSeconds, Versions = checkpoint.Versions,
        };
    }

    /// <summary>Resumes from the run's last checkpoint; false if there is none.</summary>
    private bool Resume(ContinualLearner learner)
    {
        string folder = store!.CheckpointPathOf(key);
        if (!LearnerFolder.Holds(folder) && !LearnerFolder.HeldEarlier(folder)) return false;
        try
        {
            FolderVersion files = LearnerFolder.Open(folder);
            checkpoint.Resume(files, store.ConfigurationOf(key));
            learner.ResumeFrom(files);
            int rows = checkpoint.Rows, tasks = learner.TasksLearned;
            if (rows < 1 || tasks != rows - 1 && (tasks != rows || learner.PausedTask is not null))
                throw new InvalidDataException($"{files.Path} has {rows} rows of scores and a learner that has learned {tasks} tasks");
            store.Restore(key, files);
            return true;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{e.Message}; without the folder {folder} the run begins again", e);
        }
    }

    /// <summary>Writes learner, results so far and growing files as one.</summary>
    private void Checkpoint(ContinualLearner learner)
    {
        bool training = measuredFrom is not null;
        StopClock();
        long from = comparison.Time.GetTimestamp();
        checkpoint.Count++;
        learner.SaveWith(store!.CheckpointPathOf(key), folder =>
        {
            checkpoint.Write(folder, store.ConfigurationOf(key));
            store.WriteGrowing(key, folder);
        });
        TimeSpan took = comparison.Time.GetElapsedTime(from);
        checkpoint.CheckpointTime += took;
        clock.Written(took);
        if (training) StartClock();
    }

    /// <summary>Learns task after task and scores row after row, from the checkpoint on.</summary>
    private void Learn(ContinualLearner learner)
    {
        bool joint = strategy.IsJointTraining;
        if (checkpoint.Rows == 0) Untrained(learner);
        checkpoint.Rows = Math.Max(checkpoint.Rows, 1);
        IReadOnlyList<LearningTask> tasks = joint ? [new("joint", [.. stream.Tasks.SelectMany(t => t.Train)], [])] : stream.Tasks;
        for (int i = checkpoint.Rows - 1; i < tasks.Count; i++)
        {
            if (learner.TasksLearned == i)
            {
                StartClock();
                try { learner.Learn(tasks[i].Name, tasks[i].Train, cancellation, pausable: store is not null); }
                finally { StopClock(); }
                if (store is not null && clock.IsDue()) Checkpoint(learner);
            }
            int row = joint ? stream.Tasks.Count - 1 : i;
            Row(learner, row);
            store?.Keep(key, row + 1, learner.Model, learner.Weights);
            checkpoint.Rows = i + 2;
            if (store is not null && i + 1 < tasks.Count && clock.IsDue()) Checkpoint(learner);
        }
    }

    /// <summary>Begins to count time as training.</summary>
    private void StartClock() => measuredFrom = (comparison.Time.GetTimestamp(), ProcessCost.Cpu);

    /// <summary>Adds the time since <see cref="StartClock"/>, if it runs, to that of training.</summary>
    private void StopClock()
    {
        if (measuredFrom is not { } from) return;
        checkpoint.Training += comparison.Time.GetElapsedTime(from.Wall);
        checkpoint.Cpu += ProcessCost.Cpu - from.Cpu;
        measuredFrom = null;
    }

    private void Handle(RunEvent e)
    {
        if (e is TaskLearned learned)
        {
            checkpoint.Explanations.AddRange(learned.Explanations.Values);
            if (learned.Warnings.Count > 0) checkpoint.Warnings[learned.Task] = [.. learned.Warnings.SelectMany(w => w.Value)];
        }
        publish(e);
        if (e is StepFinished { Position: { Phase: null } at } && comparison.Evaluation.EvaluateEverySteps is { } every && (at.Step + 1) % every == 0)
        {
            StopClock();
            ScoreMidTask(at);
            StartClock();
        }
    }

    /// <summary>Scores row 0. A new adapter changes nothing, so all runs of a comparison share these answers.</summary>
    private void Untrained(ContinualLearner learner)
    {
        LearningTask[] tasks = [.. stream.Tasks, .. comparison.Unseen];
        bool scores = comparison.Evaluation.Score.Contains(-1, 0);
        for (int t = scores ? 0 : stream.Tasks.Count; t < tasks.Length; t++)
        {
            LearningTask task = tasks[t];
            IReadOnlyList<string> answers = untrained.Of(
                task, tasks.Skip(t + 1), one => evaluator.Evaluate(learner.Model, learner.Weights, one, cancellation).Answers, cancellation);
            double score = comparison.Metric.Score(answers, task.Test);
            if (t < stream.Tasks.Count) checkpoint.Matrix.SetUntrained(t, score);
            else checkpoint.Unseen[0][t - stream.Tasks.Count] = score;
            Record(0, task, score, answers);
        }
    }

    private void Row(ContinualLearner learner, int row)
    {
        for (int t = 0; t < stream.Tasks.Count; t++)
            if (comparison.Evaluation.Score.Contains(row, t) && Answer(stream.Tasks[t]) is { } score) checkpoint.Matrix[row, t] = score;
        for (int u = 0; u < comparison.Unseen.Count; u++)
            if (Answer(comparison.Unseen[u]) is { } score) checkpoint.Unseen[row + 1][u] = score;

        double? Answer(LearningTask task)
        {
            if (checkpoint.IsScored(row + 1, task.Name) || learner.WeightsFor(task.Name) is not { } weights) return null;
            if (store is not null && clock.IsDue()) Checkpoint(learner);
            (double score, IReadOnlyList<string> answers) = evaluator.Evaluate(learner.Model, weights, task, cancellation);
            Record(row + 1, task, score, answers);
            if (comparison.Evaluation.EvaluateEverySteps is not null && row + 1 < stream.Tasks.Count && stream.Tasks.Take(row + 1).Contains(task))
                Start(row + 1, task, answers);
            return score;
        }
    }

    /// <summary>
    /// Records the score from which a task may fall while the next one is trained: over the examples that are answered again during that training.
    /// </summary>
    private void Start(int next, LearningTask task, IReadOnlyList<string> answers)
    {
        int few = comparison.Evaluation.MidTaskExamples;
        Scored(new(next, 0, task.Name, comparison.Metric.Score([.. answers.Take(few)], [.. task.Test.Take(few)])));
    }

    private void Scored(MidTaskScore score)
    {
        checkpoint.MidTaskScores.Add(score);
        publish(new MidTaskScored(score));
    }

    /// <summary>Scores the earlier tasks under the current weights, in the middle of a task, without any effect on training.</summary>
    private void ScoreMidTask(StepPosition at)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.no_grad();
        foreach (LearningTask task in stream.Tasks.Take(at.TaskIndex))
        {
            if (learning!.WeightsFor(task.Name) is not { } weights) continue;
            LearningTask few = task with { Test = [.. task.Test.Take(comparison.Evaluation.MidTaskExamples)] };
            // A step is not interrupted
            Scored(new(at.TaskIndex, at.Step + 1, task.Name, evaluator.Evaluate(learning.Model, weights, few, CancellationToken.None).Score));
        }
    }

    private void Record(int after, LearningTask task, double score, IReadOnlyList<string> answers)
    {
        checkpoint.Predictions.AddRange(
            task.Test.Zip(answers, (e, a) => new Prediction(after, task.Name, e.Id, e.Target, a)
                { References = e.References.Count > 1 ? e.References : null, Input = ShortQuestion.Of(e.Input) }));
        publish(new TaskEvaluated(after, task.Name, score));
    }
}
