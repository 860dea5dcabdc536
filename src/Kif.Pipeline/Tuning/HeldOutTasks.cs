namespace Kif.Pipeline.Tuning;

/// <summary>Tasks whose test examples are a held-out part of their training examples.</summary>
internal static class HeldOutTasks
{
    /// <summary>Returns the first tasks of a stream, without their own test sets.</summary>
    /// <exception cref="CompositionException">A task has a single training example.</exception>
    public static TaskStream Of(TaskStream stream, TuningOptions options) => new(stream.Tasks.Take(options.Tasks).Select(t => Of(t, options)));

    private static LearningTask Of(LearningTask task, TuningOptions options)
    {
        if (task.Train.Count < 2) throw new CompositionException($"task '{task.Name}' has {task.Train.Count} training example; a search needs at least 2, one of them held out");
        int count = Math.Min(task.Train.Count - 1, Math.Max(1, (int)Math.Floor(options.HeldOut * task.Train.Count)));
        RandomStream random = new RandomStream((ulong)options.Seed).Derive("held-out").Derive(task.Name);
        HashSet<int> held = [.. random.Permutation(task.Train.Count)[..count]];
        return new LearningTask(task.Name, [.. task.Train.Where((_, i) => !held.Contains(i))], [.. task.Train.Where((_, i) => held.Contains(i))]) { Labels = task.Labels };
    }
}
