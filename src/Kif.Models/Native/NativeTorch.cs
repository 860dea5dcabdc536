using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace Kif.Models;

/// <summary>
/// Loads libtorch if the system's own search fails: on Linux with a libstdc++ older than GCC 13's (Debian 12, Ubuntu 22.04), and from the
/// folder that the environment variable <c>KIF_LIBTORCH</c> names (Linux only). The runtime calls it only after its own search has failed, so
/// nothing happens if the installed files load, nor before the first use of torch.
/// </summary>
public static class NativeTorch
{
    private static readonly Lock Gate = new();
    private static IntPtr bridge;
    private static bool registered;

    /// <summary>
    /// The outcome: null if nothing had to be done so far, "patched copy: PATH" if a copy of TorchSharp's native library was loaded instead,
    /// "failed: REASON" if it could not be loaded.
    /// </summary>
    public static string? Outcome { get; private set; }

    /// <summary>
    /// Sets up the loading. Call it before the first use of torch in every program: this library's own initializer runs only
    /// when something of this library is used first. Further calls, and calls outside Linux x64, do nothing.
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

    /// <summary>
    /// Loads libtorch now and makes one small tensor with it, so that a program can report early and clearly what is missing. From then on a collection can't
    /// free the number of an operation such as <c>x * 2.0</c> while it is read (Linux x64; creating a model has the same effect).
    /// </summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded; the message says why and what to install or set.</exception>
    public static void EnsureLoaded()
    {
        Register();
        if (OperatingSystem.IsLinux() && LibtorchFolders.Current.Conflict() is { } conflict)
            throw new DllNotFoundException(NativeLoadMessage.Describe(conflict));
        // TorchSharp's own order of names. Tried here first, since TorchSharp reacts to a failure by copying half a gigabyte of files.
        System.Reflection.Assembly torchSharp = typeof(torch).Assembly;
        NativeLibrary.TryLoad("torch_cpu", torchSharp, null, out _);
        if (!NativeLibrary.TryLoad("LibTorchSharp", torchSharp, null, out _)) throw new DllNotFoundException(NativeLoadMessage.Describe(Outcome));
        Verify();
        ScalarDisposal.Defer();
    }

    /// <summary>Checks libtorch by adding three ones: another version may load and yet compute nonsense.</summary>
    private static void Verify()
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
        throw new DllNotFoundException(
            NativeLoadMessage.Describe(string.IsNullOrEmpty(folder) ? wrong : $"{LibtorchFolders.VariableName} is '{folder}', and {wrong}"));
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
                (bridge, string copy) = TorchSharpNativeLoader.Load(LibtorchFolders.Current, NativeCache.DefaultRoots());
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
