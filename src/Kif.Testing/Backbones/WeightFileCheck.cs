using Kif.Models;
using Kif.Models.Backbones;
using Kif.Models.Folders;
using Kif.Models.Safetensors;

namespace Kif.Testing;

/// <summary>The check that weights survive being written to a file and read back by name.</summary>
internal static class WeightFileCheck
{
    public static void Saved(BackboneSubject subject)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        using LanguageModel model = subject.Model(ScalarType.Float32);
        SafetensorsWriter.Write(path, model.Backbone.Weights.Zip(model.Backbone.Tensors, (w, t) => (w.Name, t)));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        var source = new FileWeights(file);
        IBackbone read = subject.Create(source, ScalarType.Float32);
        using LanguageModel again = LanguageModel.WithAdapters(read, new() { Rank = 2, Dropout = 0 });
        source.AssertAllTaken();
        using TokenBatch batch = model.Collate(BackboneSubject.Examples(4));
        Tensor weights = BackboneSubject.Moved(model);
        if (!TensorBits.Of(model.Logits(batch, weights)).AsSpan().SequenceEqual(TensorBits.Of(again.Logits(batch, weights)))) throw new ConformanceException("gives other logits with weights that were written and read again");
    }

    private sealed class FileWeights(SafetensorsFile file) : IWeightSource
    {
        private readonly HashSet<string> taken = [];

        public bool Contains(string name) => file.Contains(name);

        public Tensor Take(string name, params long[] shape)
        {
            if (!file.Contains(name)) throw new ConformanceException($"asked for the weight '{name}', which it does not declare");
            taken.Add(name);
            return file.Load(name, device: torch.CPU);
        }

        public void AssertAllTaken(Func<string, bool>? mayRemain = null)
        {
            if (file.Names.FirstOrDefault(n => !taken.Contains(n)) is { } left) throw new ConformanceException($"did not take the weight '{left}', which it declares");
        }
    }
}
