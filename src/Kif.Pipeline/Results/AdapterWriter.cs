using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The writer of the adapter after every task, as a folder that PEFT loads: frozen adapters and the newest as one adapter of their summed rank; with gates
/// as a folder of Kif's own form. Where all weights train, or adapters were merged into them, it writes all weights, for the last task only.
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
        if (model is not LanguageModel language) return;
        string adapters = Path.Combine(folder, GrowingFiles.Adapters, AfterTask + afterTask.ToString(CultureInfo.InvariantCulture));
        if (language.IsGated)
        {
            GatedAdapter.Write(adapters, language, weights, baseModel);
            return;
        }
        using var scope = torch.NewDisposeScope();
        if (language.Lora is null || model.Merged.Count > 0)
        {
            language.Export(weights,
                all => SafetensorsWriter.Write(Path.Combine(folder, FullWeights), all.ToDictionary(t => t.Key, t => t.Value.cpu())));
            return;
        }
        PretrainedAdapter.Write(adapters, language, weights, baseModel);
    }
}
