using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace Kif.Models.Native;

/// <summary>
/// Loads libtorch where the system's own search does not: on a Linux whose libstdc++ is older than GCC 13's (Debian 12,
/// Ubuntu 22.04), and, on Linux too, from the folder that the environment variable <c>KIF_LIBTORCH</c> names. The runtime asks here only
/// after its own search failed, so nothing happens where the installed files load, nor before the first use of torch.
/// </summary>
public static class NativeTorch
{
    private static readonly Lock Gate = new();
    private static IntPtr bridge;
    private static bool registered;

    /// <summary>
    /// What had to be done: null while nothing was, "patched copy: PATH" where a copy of TorchSharp's native library was
    /// loaded in its place, "failed: REASON" where it could not be loaded.
    /// </summary>
    public static string? Outcome { get; private set; }

    /// <summary>
    /// Sets up the loading. Call it before the first use of torch in every program: this library's own initializer runs only
    /// when something of this library is used first. Further calls do nothing; so does every call outside Linux x64.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only an event handler is set up; it must be there before the first torch call.")]
    public static void Register()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        lock (Gate)
        {
            if (registered) return;
            registered = true;
        }
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(NativeTorch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (assembly, name) =>
            OperatingSystem.IsLinux() && assembly.GetName().Name == "TorchSharp" ? Resolve(name) : IntPtr.Zero;
    }

    /// <summary>Loads libtorch now and makes one small tensor with it, so that a program can say early and clearly what is missing.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded; the message says why and what to install or set.</exception>
    public static void EnsureLoaded()
    {
        Register();
        if (OperatingSystem.IsLinux() && LibtorchFolders.Current.Conflict() is { } conflict) throw new DllNotFoundException(LoadAdvice.Describe(conflict));
        // TorchSharp's own order of names. Asked here first, since TorchSharp answers a failure by copying half a gigabyte of files.
        System.Reflection.Assembly torchSharp = typeof(torch).Assembly;
        NativeLibrary.TryLoad("torch_cpu", torchSharp, null, out _);
        if (!NativeLibrary.TryLoad("LibTorchSharp", torchSharp, null, out _)) throw new DllNotFoundException(LoadAdvice.Describe(Outcome));
        Try();
    }

    /// <summary>Adds three ones. A libtorch of another version may load and yet compute nonsense.</summary>
    private static void Try()
    {
        string wrong = "it is of another version than " + LibtorchFolders.Version;
        try
        {
            using Tensor ones = torch.ones(3), sum = ones.sum();
            if (sum.numel() == 1 && sum.item<float>() == 3) return;
        }
        catch (Exception e) when (e is TypeInitializationException or NotSupportedException or EntryPointNotFoundException or ExternalException)
        {
            wrong = e.GetBaseException().Message;
        }
        string? folder = LibtorchFolders.Current.Variable;
        throw new DllNotFoundException(LoadAdvice.Describe(string.IsNullOrEmpty(folder) ? wrong : $"{LibtorchFolders.VariableName} is '{folder}', and {wrong}"));
    }

    [SupportedOSPlatform("linux")]
    private static IntPtr Resolve(string name) => name switch
    {
        "LibTorchSharp" => ResolveBridge(),
        "torch_cpu" or "torch_cuda" => LibtorchFolders.Current.LoadFromVariable($"lib{name}.so"),
        _ => IntPtr.Zero,
    };

    [SupportedOSPlatform("linux")]
    private static IntPtr ResolveBridge()
    {
        lock (Gate)
        {
            if (bridge != IntPtr.Zero || Outcome is not null) return bridge; // one attempt a process
            try
            {
                (bridge, string copy) = BridgeLoader.Load(LibtorchFolders.Current, NativeCache.DefaultRoots());
                Outcome = "patched copy: " + copy;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or DllNotFoundException)
            {
                Outcome = "failed: " + e.Message;
            }
            return bridge;
        }
    }
}
