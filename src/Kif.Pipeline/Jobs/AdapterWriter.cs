using System.Globalization;
using Kif.Models;
using Kif.Models.Safetensors;
using Kif.Pipeline.Events;
using Kif.Pipeline.Output;

namespace Kif.Pipeline.Jobs;

/// <summary>
/// The writer of the adapter after every task, as a folder that PEFT loads: frozen adapters and the newest as one adapter of their summed rank. Where all
/// weights train, or adapters were merged into them, it writes all weights, for the last task only.
/// </summary>
internal sealed class AdapterWriter(RunFolder folder, string baseModel)
{
    public void Write(RunKey key, int afterTask, ILanguageModel model, Tensor weights)
    {
        if (model is not LanguageModel language) return;
        string run = folder.Of(key);
        using var scope = torch.NewDisposeScope();
        if (language.Lora is null || model.Folded.Count > 0)
        {
            language.Export(weights, all => SafetensorsWriter.Write(Path.Combine(run, "weights.safetensors"), all.ToDictionary(t => t.Key, t => t.Value.cpu())));
            return;
        }
        AdapterFolder.Write(Path.Combine(run, "adapters", string.Create(CultureInfo.InvariantCulture, $"after-task-{afterTask}")), language, weights, baseModel);
    }
}
