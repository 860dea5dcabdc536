using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Pipeline.State;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Learning;

/// <summary>The description of a saved learner, in <c>learner.json</c>.</summary>
/// <param name="Format">Version of the layout: 1.</param>
/// <param name="Parts">Names of the strategy's parts.</param>
/// <param name="Tasks">Number of tasks learned.</param>
/// <param name="Growths">The growth steps of the adapter, oldest first.</param>
/// <param name="Space">Fingerprint of the space of the final weights.</param>
/// <param name="Cost">The cost so far.</param>
internal sealed record LearnerDescription(
    int Format, IReadOnlyList<string> Parts, int Tasks, IReadOnlyList<AdapterGrowth> Growths, string Space, IReadOnlyDictionary<string, long> Cost)
{
    private const int Current = 1;

    /// <summary>The task that was begun and not finished, or null.</summary>
    public PausedTask? Paused { get; init; }

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true };

    public static LearnerDescription Of(ContinualLearner learner) => new(
        Current, [.. learner.Composition.Parts.Select(p => p.Name)], learner.TasksLearned, [.. learner.Growths], learner.Model.Space.Fingerprint, learner.Cost.Numbers);

    public static LearnerDescription Read(string file) => DescriptionFile.Read<LearnerDescription>(file, "learner", Json, Current, d => d.Format);

    public void Write(string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    public void Restore(RunCost cost) => cost.Numbers = Cost;
}
