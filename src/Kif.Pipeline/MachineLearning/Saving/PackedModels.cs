using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Registration;

namespace Kif.Pipeline.MachineLearning.Saving;

/// <summary>Models unpacked from their texts, each once per lifetime of its text.</summary>
internal sealed class PackedModels
{
    private readonly ConditionalWeakTable<string, Lazy<LearnedModel>> models = [];
    private readonly BackbonePool pool = new();

    public void Answer(SavedQuestion question, SavedAnswer answer)
    {
        // ML.NET passes the one string that it loaded; any other text would be unpacked once per row.
        string text = MemoryMarshal.TryGetString(question.KifState, out string? whole, out int start, out int length) && start == 0 && length == whole.Length
            ? whole
            : question.KifState.ToString();
        LearnedModel model = models.GetValue(text, packed => new(() => Unpack(packed))).Value;
        answer.KifAnswer = model.Answer([question.KifInput.ToString()], model.NeedsTask ? [question.KifTask.ToString()] : null)[0].AsMemory();
    }

    private LearnedModel Unpack(string packed)
    {
        using TemporaryFolder folder = SavedFolder.Unpack(packed);
        return SavedFolder.ReadToAnswer(folder.Path, pool, KifServices.BuiltIn(), BackboneSearch.Ambient);
    }
}
