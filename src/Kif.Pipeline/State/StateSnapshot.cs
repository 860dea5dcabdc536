using Kif.Models.Safetensors;

namespace Kif.Pipeline.State;

/// <summary>The pieces of a state by their paths: borrowed from it, or copies that outlive its changes.</summary>
internal sealed class StateSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, byte[]> values = [];
    private readonly bool owned;

    private StateSnapshot(IStateful state, bool copy)
    {
        state.Visit(new StateWriter("", tensors, values));
        owned = copy;
        if (!copy) return;
        using var scope = torch.NewDisposeScope();
        foreach (string name in tensors.Keys) tensors[name] = tensors[name].detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Takes a snapshot that borrows the state's tensors.</summary>
    public static StateSnapshot Of(IStateful state) => new(state, copy: false);

    /// <summary>Takes a snapshot that copies the state.</summary>
    public static StateSnapshot CopyOf(IStateful state) => new(state, copy: true);

    /// <summary>Writes the two files of a state folder; returns the bytes of tensors and values, without names and headers.</summary>
    public long Write(string path)
    {
        Directory.CreateDirectory(path);
        string file = Path.Combine(path, StateFiles.TensorFile);
        if (tensors.Count > 0) SafetensorsWriter.Write(file, tensors);
        else File.Delete(file);
        ValueFile.Write(Path.Combine(path, StateFiles.ValueFile), values);
        return tensors.Values.Sum(t => t.NumberOfElements * t.ElementSize) + values.Values.Sum(v => (long)v.Length);
    }

    public void Dispose()
    {
        if (!owned) return;
        foreach (Tensor tensor in tensors.Values) tensor.Dispose();
    }
}
