using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The writer of the adapter after every task, as a folder that PEFT loads: frozen adapters and the newest as one adapter of their summed rank. Where all
/// weights train, or adapters were merged into them, it writes all weights, for the last task only.
/// </summary>
internal static class AdapterWriter
{
    /// <summary>The file of all weights, and the beginning of the names of the adapters' folders.</summary>
    public const string FullWeights = "weights.safetensors", AfterTask = "after-task-";

    /// <summary>Writes weights after a task.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="baseModel">The model's folder or name, for the adapter's files.</param>
    /// <param name="afterTask">Tasks learned so far.</param>
    /// <param name="model">The model.</param>
    /// <param name="weights">Its weights after the task.</param>
    public static void Write(string folder, string baseModel, int afterTask, ILanguageModel model, Tensor weights)
    {
        // Adapters with gates have no form that other tools read; a saved learner holds them.
        if (model is not LanguageModel { IsGated: false } language) return;
        using var scope = torch.NewDisposeScope();
        if (language.Lora is null || model.Merged.Count > 0)
        {
            language.Export(weights,
                all => SafetensorsWriter.Write(Path.Combine(folder, FullWeights), all.ToDictionary(t => t.Key, t => t.Value.cpu())));
            return;
        }
        string after = AfterTask + afterTask.ToString(CultureInfo.InvariantCulture);
        PretrainedAdapter.Write(Path.Combine(folder, GrowingFiles.Adapters, after), language, weights, baseModel);
    }
}
