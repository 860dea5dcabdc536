using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// A state as two files: <c>state.safetensors</c> (tensors by path) and <c>state.json</c> (plain values by path, and the names of all tensors, also of those
/// that were null). <see cref="StateSize"/> counts the same bytes; names and headers are extra.
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
        Read(state, space, device, files);
    }

    /// <inheritdoc cref="Read(IStateful, ParameterSpace, Device, string)"/>
    /// <param name="state">Receives the pieces; tensors that it holds are disposed.</param>
    /// <param name="space">The space that its vectors must belong to.</param>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="files">The opened files.</param>
    public static void Read(IStateful state, ParameterSpace space, Device device, StateFiles files)
    {
        var asked = new HashSet<string>();
        try
        {
            state.Visit(new StateReader("", files, space, device, asked));
        }
        // A strategy that refuses what it is given doesn't know where it lies.
        catch (InvalidDataException e) when (!e.Message.Contains(files.Path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{files.Path}: {e.Message}", e);
        }
        if (files.Names.FirstOrDefault(name => !asked.Contains(name)) is { } stray)
            throw new InvalidDataException($"{files.Path}: '{DisplayText.Of(stray)}' belongs to no part of this strategy");
    }
}

/// <summary>The pieces of a state by their paths: borrowed from it, or copies that outlive its changes.</summary>
internal sealed class StateSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly SortedSet<string> empty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> values = [];
    private readonly List<Tensor> owned = [];

    private StateSnapshot(IStateful state, Func<string, bool> copies)
    {
        state.Visit(new StateWriter("", tensors, empty, values));
        using var scope = torch.NewDisposeScope();
        foreach (string name in tensors.Keys.Where(copies)) owned.Add(tensors[name] = tensors[name].detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Takes a snapshot that borrows the state's tensors.</summary>
    public static StateSnapshot Of(IStateful state) => new(state, _ => false);

    /// <summary>Takes a snapshot that copies the state, but for tensors below a path that outlive it unchanged.</summary>
    public static StateSnapshot CopyOf(IStateful state, string? unchanged = null) =>
        new(state, name => unchanged is null || !name.StartsWith(unchanged, StringComparison.Ordinal));

    /// <summary>Restores an object of the same structure; see <see cref="SnapshotReader"/>.</summary>
    public void Restore(IStateful state) => state.Visit(new SnapshotReader("", tensors, values));

    /// <summary>Writes the two files of a state folder; returns the bytes of tensors and values, without names and headers.</summary>
    public long Write(string path)
    {
        Directory.CreateDirectory(path);
        string file = Path.Combine(path, StateFiles.TensorFile);
        if (tensors.Count > 0) SafetensorsWriter.Write(file, tensors);
        else File.Delete(file);
        StateValueFile.Write(Path.Combine(path, StateFiles.ValueFile), tensors.Keys, empty, values);
        return tensors.Values.Sum(t => t.NumberOfElements * t.ElementSize) + values.Values.Sum(v => (long)v.Length);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in owned) tensor.Dispose();
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
        tensor = files.Tensor(prefix + name, device)?.DetachFromDisposeScope();
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
internal sealed class StateWriter(string prefix, Dictionary<string, Tensor> tensors, ISet<string> empty, Dictionary<string, byte[]> values) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        string path = prefix + name;
        if (tensors.ContainsKey(path) || empty.Contains(path)) throw Twice(name);
        if (tensor is null) empty.Add(path);
        else tensors.Add(path, tensor);
    }

    public void Value<T>(string name, ref T value)
    {
        if (!values.TryAdd(prefix + name, StateJson.Write(value))) throw Twice(name);
    }

    public void Child(string name, IStateful child) => child.Visit(new StateWriter($"{prefix}{name}/", tensors, empty, values));

    private InvalidOperationException Twice(string name) => new($"two pieces of state are named '{prefix}{name}'");
}

/// <summary>The two files of a saved state, opened; or, with <see cref="Load"/>, their whole content in memory.</summary>
internal sealed class StateFiles : IDisposable
{
    public const string TensorFile = "state.safetensors", ValueFile = "state.json";

    private readonly SafetensorsFile? tensors;
    private readonly HashSet<string> empty = [];
    private readonly Dictionary<string, Tensor> loaded = new(StringComparer.Ordinal);

    /// <param name="path">The folder.</param>
    /// <param name="maps">Whether large files may be mapped into memory instead of read; they must then stay as long as what was loaded from them.</param>
    /// <exception cref="InvalidDataException">A file or tensor is missing or malformed; the message names it.</exception>
    public StateFiles(string path, bool maps = true)
    {
        Path = path;
        string file = System.IO.Path.Combine(path, ValueFile);
        if (!File.Exists(file)) throw new InvalidDataException($"{path} holds no saved state: {ValueFile} is missing");
        string[] written;
        try
        {
            using JsonDocument json = JsonDocument.Parse(RegularFile.ReadAll(file, FileLimits.Record));
            Values = json.RootElement.GetProperty(StateValueFile.Values).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
            written = ListOf(json.RootElement, StateValueFile.Tensors);
            empty.UnionWith(ListOf(json.RootElement, StateValueFile.Empty));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{file} describes no state: {(e is JsonException bad ? JsonPlace.Describe(bad) : e.Message)}", e);
        }
        if (written.Length == 0) return;
        string content = System.IO.Path.Combine(path, TensorFile);
        if (!File.Exists(content)) throw new InvalidDataException($"{content} is missing: it was written with {written.Length} tensors");
        tensors = maps ? SafetensorsFile.Open(content) : SafetensorsFile.Open(content, long.MaxValue);
        if (written.FirstOrDefault(name => !tensors.Contains(name)) is not { } gone) return;
        tensors.Dispose();
        throw new InvalidDataException($"{content}: '{DisplayText.Of(gone)}' is missing");
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, JsonElement> Values { get; }

    /// <summary>The paths of all pieces that hold something.</summary>
    public IEnumerable<string> Names => Values.Keys.Concat(tensors?.Names ?? []);

    /// <summary>Reads a state to its end and closes its files, which may then be removed. Each tensor is given out once.</summary>
    /// <inheritdoc cref="StateFiles(string, bool)"/>
    public static StateFiles Load(string path, Device device)
    {
        StateFiles files = new(path, maps: false);
        try
        {
            foreach (string name in files.tensors?.Names ?? []) files.loaded.Add(name, files.tensors!.Load(name, device: device).DetachFromDisposeScope());
        }
        catch
        {
            files.Dispose();
            throw;
        }
        files.tensors?.Dispose();
        return files;
    }

    /// <summary>Loads a tensor; null if it was null when the state was written.</summary>
    /// <exception cref="InvalidDataException">It was not written at all.</exception>
    public Tensor? Tensor(string name, Device device) => loaded.Remove(name, out Tensor? ready) ? ready
        : tensors is not null && tensors.Contains(name) ? tensors.Load(name, device: device)
        : empty.Contains(name) ? null : throw new InvalidDataException($"{Path}: '{name}' is missing");

    public void Dispose()
    {
        foreach (Tensor unused in loaded.Values) unused.Dispose();
        tensors?.Dispose();
    }

    private static string[] ListOf(JsonElement root, string list) => [.. root.GetProperty(list).EnumerateArray().Select(n => n.GetString()!)];
}

/// <summary>The file of a state's plain values, each of them JSON, with the names of its tensors.</summary>
internal static class StateValueFile
{
    public const string Tensors = "tensors", Empty = "empty", Values = "values";

    public static void Write(string path, IEnumerable<string> tensors, IEnumerable<string> empty, IReadOnlyDictionary<string, byte[]> values)
    {
        AtomicFile.Write(path, stream =>
        {
            FileLimits.CheckSize(path, values.Values.Sum(v => (long)v.Length), FileLimits.Record);
            using var json = new Utf8JsonWriter(stream, new()
                { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            foreach ((string list, IEnumerable<string> names) in new[] { (Tensors, tensors), (Empty, empty) })
            {
                json.WriteStartArray(list);
                foreach (string name in names.Order(StringComparer.Ordinal)) json.WriteStringValue(name);
                json.WriteEndArray();
            }
            json.WriteStartObject(Values);
            foreach ((string name, byte[] value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }
            json.WriteEndObject();
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
    /// <param name="current">The supported format; null if its folder has the number.</param>
    /// <exception cref="InvalidDataException">The file is missing, malformed or of another version; the message says which.</exception>
    public static T Read<T>(string file, string what, JsonSerializerOptions json, int? current = null) where T : class
    {
        if (!File.Exists(file)) throw new InvalidDataException($"{file} is missing: the folder holds no saved {what}, or was not written to its end");
        try
        {
            byte[] content = RegularFile.ReadAll(file, FileLimits.Record);
            if (current is { } format) FileFormat.Check(file, content, format);
            return JsonSerializer.Deserialize<T>(content, json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} describes no {what}: {JsonPlace.Describe(e)}", e);
        }
    }
}
