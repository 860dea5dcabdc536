using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// A state as two files: <c>state.safetensors</c> (tensors by path) and <c>state.json</c> (plain values by path). <see cref="StateSize"/> counts the same
/// bytes; names and headers are extra.
/// </summary>
internal static class StateFolder
{
    /// <summary>Writes a state; existing files are replaced.</summary>
    /// <param name="state">The state; only read.</param>
    /// <param name="path">The folder; created if missing.</param>
    /// <returns>Bytes of tensors and values, without names and headers.</returns>
    public static long Write(IStateful state, string path)
    {
        using StateSnapshot pieces = StateSnapshot.Of(state);
        return pieces.Write(path);
    }

    /// <summary>Reads a saved state into one of the same structure.</summary>
    /// <param name="state">Receives the pieces; tensors that it holds are disposed.</param>
    /// <param name="space">The space that its vectors must belong to.</param>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file or piece is missing, does not fit, or does not belong to the state; the message names it.</exception>
    public static void Read(IStateful state, ParameterSpace space, Device device, string path)
    {
        using var files = new StateFiles(path);
        var asked = new HashSet<string>();
        state.Visit(new StateReader("", files, space, device, asked));
        if (files.Values.Keys.Concat(files.Tensors?.Names ?? []).FirstOrDefault(name => !asked.Contains(name)) is { } stray)
            throw new InvalidDataException($"{path}: '{DisplayText.Of(stray)}' belongs to no part of this strategy");
    }
}

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
        StateValueFile.Write(Path.Combine(path, StateFiles.ValueFile), values);
        return tensors.Values.Sum(t => t.NumberOfElements * t.ElementSize) + values.Values.Sum(v => (long)v.Length);
    }

    public void Dispose()
    {
        if (!owned) return;
        foreach (Tensor tensor in tensors.Values) tensor.Dispose();
    }
}

/// <summary>The visitor that reads a saved state, piece by piece, and records the requested names.</summary>
internal sealed class StateReader(string prefix, StateFiles files, ParameterSpace space, Device device, HashSet<string> asked) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector)
    {
        Tensor(name, ref vector);
        try
        {
            if (vector is not null) space.Check(vector);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{files.Path}: '{prefix}{name}' does not fit the model: {e.Message}", e);
        }
    }

    public void Tensor(string name, ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
        asked.Add(prefix + name);
        if (files.Tensors is { } saved && saved.Contains(prefix + name)) tensor = saved.Load(prefix + name, device: device).DetachFromDisposeScope();
    }

    public void Value<T>(string name, ref T value)
    {
        asked.Add(prefix + name);
        if (!files.Values.TryGetValue(prefix + name, out JsonElement saved)) throw new InvalidDataException($"{files.Path}: '{prefix}{name}' is missing");
        try
        {
            value = StateJson.Read<T>(Encoding.UTF8.GetBytes(saved.GetRawText()))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{files.Path}: '{prefix}{name}' is {DisplayText.Of(saved.GetRawText())}, which is no {typeof(T).Name}", e);
        }
    }

    public void Child(string name, IStateful child) => child.Visit(new StateReader($"{prefix}{name}/", files, space, device, asked));
}

/// <summary>The visitor that collects a state under the path of each piece; tensors are borrowed until they are written.</summary>
internal sealed class StateWriter(string prefix, Dictionary<string, Tensor> tensors, Dictionary<string, byte[]> values) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null && !tensors.TryAdd(prefix + name, tensor)) throw Twice(name);
    }

    public void Value<T>(string name, ref T value)
    {
        if (!values.TryAdd(prefix + name, StateJson.Write(value))) throw Twice(name);
    }

    public void Child(string name, IStateful child) => child.Visit(new StateWriter($"{prefix}{name}/", tensors, values));

    private InvalidOperationException Twice(string name) => new($"two pieces of state are named '{prefix}{name}'");
}

/// <summary>The two files of a saved state, opened.</summary>
internal sealed class StateFiles : IDisposable
{
    public const string TensorFile = "state.safetensors", ValueFile = "state.json";

    public StateFiles(string path)
    {
        Path = path;
        string tensors = System.IO.Path.Combine(path, TensorFile), values = System.IO.Path.Combine(path, ValueFile);
        if (!File.Exists(values)) throw new InvalidDataException($"{path} holds no saved state: {ValueFile} is missing");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(values));
            Values = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{values} is not an object of values: {e.Message}", e);
        }
        Tensors = File.Exists(tensors) ? SafetensorsFile.Open(tensors) : null;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, JsonElement> Values { get; }

    public SafetensorsFile? Tensors { get; }

    public void Dispose() => Tensors?.Dispose();
}

/// <summary>The file of a state's plain values, each of them JSON, as one object.</summary>
internal static class StateValueFile
{
    public static void Write(string path, IReadOnlyDictionary<string, byte[]> values)
    {
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new()
                { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            foreach ((string name, byte[] value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }
            json.WriteEndObject();
        });
    }
}

/// <summary>The JSON file that describes a saved folder; it is written last, so that a folder with one is complete.</summary>
internal static class FolderDescription
{
    /// <summary>Reads a description, in the one format that this version supports.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="what">The kind of what is described, for messages, e.g. <c>learner</c>.</param>
    /// <param name="json">The serializer's options.</param>
    /// <param name="current">The supported format.</param>
    /// <exception cref="InvalidDataException">The file is missing, malformed or of another version; the message says which.</exception>
    public static T Read<T>(string file, string what, JsonSerializerOptions json, int current) where T : class
    {
        if (!File.Exists(file)) throw new InvalidDataException($"{file} is missing: the folder holds no saved {what}, or was not written to its end");
        try
        {
            byte[] content = File.ReadAllBytes(file);
            FileFormat.Check(file, content, current);
            return JsonSerializer.Deserialize<T>(content, json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} describes no {what}: {e.Message}", e);
        }
    }
}
