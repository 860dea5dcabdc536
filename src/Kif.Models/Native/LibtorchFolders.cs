using System.Runtime.InteropServices;

namespace Kif.Models;

/// <summary>
/// The folders that are searched for libtorch's files: that of <c>KIF_LIBTORCH</c>, a folder <c>libtorch</c> beside the program (the installed tool has one),
/// or those of the program's own native files.
/// </summary>
/// <param name="Variable">The folder that the variable names, otherwise the one beside the program; null or empty for none.</param>
/// <param name="Own">The program's own folders of native files, in order.</param>
internal sealed record LibtorchFolders(string? Variable, IReadOnlyList<string> Own)
{
    /// <summary>The environment variable's name.</summary>
    internal const string VariableName = "KIF_LIBTORCH";

    /// <summary>The only version that this TorchSharp's native library is compatible with.</summary>
    internal const string Version = "2.10";

    /// <summary>
    /// The parts of libtorch in the order of their dependencies. libtorch.so alone loads the others, including CUDA's;
    /// the list matters only if the files are spread over several folders.
    /// </summary>
    private static readonly string[] Parts = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>The folders of this process: the host's list (deps.json, program and NuGet folders) first, then the usual places.</summary>
    internal static LibtorchFolders Current { get; } = new(Environment.GetEnvironmentVariable(VariableName) is { Length: > 0 } set
        ? set : Beside(AppContext.BaseDirectory),
    [
        .. ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        AppContext.BaseDirectory,
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
    ]);

    private bool HasVariable => !string.IsNullOrEmpty(Variable);

    private bool UsesVariable => HasVariable && Conflict() is null;

    /// <summary>Finds a file in the first folder that has it: the variable's (unless forbidden), then the program's own; null if none has it.</summary>
    internal string? Find(string file) =>
        (UsesVariable ? Own.Prepend(Variable!) : Own).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>
    /// Finds the reason not to use the variable's folder: it contains no libtorch, or the program has its own libtorch (TorchSharp searches there
    /// first, and two copies in one process crash it). Null if there is none.
    /// </summary>
    internal string? Conflict()
    {
        if (!HasVariable) return null;
        if (!File.Exists(Path.Combine(Variable!, "libtorch.so"))) return $"{VariableName} is '{Variable}', where there is no libtorch.so";
        string? own = Own.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cpu.so")));
        return own is null || Same(own, Variable!)
            ? null
            : $"{VariableName} is '{Variable}', but this program carries a libtorch of its own in '{own}'; build it with -p:TorchBackend=none";
    }

    /// <summary>
    /// Loads the variable's libtorch, if there is one and nothing forbids it; libraries loaded later find it by its name.
    /// Returns the handle of <paramref name="file"/>, or zero.
    /// </summary>
    internal IntPtr LoadFromVariable(string file)
    {
        if (!UsesVariable) return IntPtr.Zero;
        LoadLibtorch();
        return NativeLibrary.TryLoad(Path.Combine(Variable!, file), out IntPtr handle) ? handle : IntPtr.Zero;
    }

    /// <summary>
    /// Loads all parts of libtorch that are found. The dependencies of a library in another folder are then satisfied, since the system's
    /// loader matches them with the names of loaded libraries.
    /// </summary>
    internal void LoadLibtorch()
    {
        foreach (string part in Parts)
        {
            if (Find(part) is { } path) NativeLibrary.TryLoad(path, out _);
        }
    }

    /// <summary>
    /// Finds the folder <c>libtorch</c> beside a program, or null: TorchSharp does not search there, so the variable can still name another one.
    /// </summary>
    internal static string? Beside(string program) =>
        Path.Combine(program, "libtorch") is var folder && File.Exists(Path.Combine(folder, "libtorch.so")) ? folder : null;

    private static bool Same(string a, string b) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(a)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(b));
}
