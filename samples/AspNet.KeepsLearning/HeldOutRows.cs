using System.Text.Json;
using Kif;
using Microsoft.Extensions.Options;

namespace AspNet.KeepsLearning;

/// <summary>
/// The rows of each learned task that were held out of training. They lie beside what was learned, so that the gate knows the earlier tasks after a
/// restart, too.
/// </summary>
internal sealed class HeldOutRows(Learners learners, IOptions<ServiceOptions> options, [FromKeyedServices("exact-match")] ITaskMetric metric)
{
    private Dictionary<string, IReadOnlyList<Example>>? kept;

    private string File => Path.Combine(Path.GetDirectoryName(learners.Folder)!, Path.GetFileName(learners.Folder) + ".held-out.json");

    private Dictionary<string, IReadOnlyList<Example>> Kept => kept ??= System.IO.File.Exists(File)
        ? JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<Example>>>(System.IO.File.ReadAllText(File))! : [];

    /// <summary>Splits the rows of a task evenly: those to learn, and those held out.</summary>
    public (IReadOnlyList<Example> Train, IReadOnlyList<Example> Test) Split(TaskToLearn task)
    {
        Example[] all = [.. task.Examples.Select((e, i) => new Example(e.Input, e.Output, $"{i}"))];
        bool IsHeldOut(int i) => (int)((i + 1) * options.Value.HoldOut) > (int)(i * options.Value.HoldOut);
        return ([.. all.Where((_, i) => !IsHeldOut(i))], [.. all.Where((_, i) => IsHeldOut(i))]);
    }

    /// <summary>Asks the gate whether a learner may take the place of the model that answers; null where there is nothing to judge by.</summary>
    public GateDecision? Decide(ShipGate gate, string task, IReadOnlyList<Example> test, CurrentModel current, ContinualLearner learner, int maxNewTokens)
    {
        GateTask Scored(string name, bool isNew, IReadOnlyList<Example> rows) =>
            GateTask.Of(new(name, [], rows), isNew, current.Answer(rows), learner.Answer(rows, learner.Weights, maxNewTokens), metric);
        List<GateTask> all = [.. Kept.Where(k => k.Key != task).Select(k => Scored(k.Key, isNew: false, k.Value))];
        if (test.Count > 0) all.Add(Scored(task, isNew: true, test));
        return all.Count == 0 ? null : gate.Decide(all);
    }

    /// <summary>Keeps the rows of a task that answers from now on.</summary>
    public void Keep(string task, IReadOnlyList<Example> test)
    {
        if (test.Count == 0) return;
        Kept[task] = test;
        string partial = File + ".tmp";
        System.IO.File.WriteAllText(partial, JsonSerializer.Serialize(Kept));
        System.IO.File.Move(partial, File, overwrite: true);
    }
}
