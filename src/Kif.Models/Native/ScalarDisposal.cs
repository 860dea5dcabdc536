using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace Kif.Models;

/// <summary>
/// Frees TorchSharp's native scalars later than TorchSharp would. In <c>x * 2.0</c> the number becomes a native object that a finalizer frees; nothing keeps
/// the managed object alive during the native call that reads it, so a collection at the wrong moment frees it too early, and the call fails or reads what
/// lies there now. With this, a finalized scalar stays readable for seconds, which no call needs to read a number. It holds for the whole process, for callers
/// outside Kif too.
/// </summary>
internal static class ScalarDisposal
{
    private const string Function = "THSTorch_dispose_scalar";

    /// <summary>Size of a native scalar in bytes, which the function passes on when it frees one.</summary>
    private const int ScalarBytes = 0x20;

    /// <summary>The time for which a scalar stays readable.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The code of the function in TorchSharp 0.107: free what a symbolic number refers to, then the object itself. Distances of its two calls may differ.
    /// </summary>
    private static readonly IReadOnlyList<byte?> Known = Code(
        "48 85 FF 74 2D 8B 07 83 C0 FB 83 F8 02 77 19 48 8B 47 10 48 85 C0 74 10 "
        + "53 48 89 FB 48 89 C7 E8 ?? ?? ?? ?? 48 89 DF 5B BE 20 00 00 00 E9 ?? ?? ?? ?? C3");

    private static readonly Lock Gate = new();
    private static bool tried;

    /// <summary>Kept for as long as native code calls it.</summary>
    private static DisposeScalar? hook;

    private static ScalarQueue? queue;

    private delegate void DisposeScalar(IntPtr scalar);

    private delegate void SizedDelete(IntPtr memory, nuint bytes);

    /// <summary>Whether scalars are freed later in this process.</summary>
    public static bool IsDeferred { get; private set; }

    /// <summary>Why scalars are freed as TorchSharp does, a clause; null if they are deferred, or if nothing was tried yet.</summary>
    public static string? Reason { get; private set; }

    /// <summary>Leaves scalars to TorchSharp, for measuring what that does; to be set before the first model. Default: no.</summary>
    internal static bool IsLeftToTorchSharp { get; set; }

    /// <summary>The number of scalars that wait.</summary>
    internal static int Waiting => queue?.Count ?? 0;

    /// <summary>Begins to free scalars later, once a process; does nothing where that is not needed or not possible. Loads libtorch.</summary>
    public static void Defer()
    {
        if (Volatile.Read(ref tried)) return;
        lock (Gate)
        {
            if (tried) return;
            Reason = Try();
            IsDeferred = Reason is null;
            Volatile.Write(ref tried, true);
        }
    }

    /// <summary>
    /// Whether a managed method keeps its arguments alive until the native call returns: it calls <see cref="GC.KeepAlive"/>, or hands over a safe handle.
    /// </summary>
    internal static bool KeepsAlive(MethodBase method)
    {
        byte[]? code = method.GetMethodBody()?.GetILAsByteArray();
        for (int i = 0; code is not null && i + 4 < code.Length; i++)
        {
            // call: every other byte sequence that resolves by chance is no method of these names.
            if (code[i] != 0x28) continue;
            try
            {
                MethodBase? called = method.Module.ResolveMethod(BitConverter.ToInt32(code, i + 1));
                if (called is { Name: nameof(GC.KeepAlive) } && called.DeclaringType == typeof(GC)) return true;
                if (called is not null && called.GetParameters().Any(p => typeof(SafeHandle).IsAssignableFrom(p.ParameterType))) return true;
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException)
            {
                // Not the token of a method.
            }
        }
        return false;
    }

    /// <summary>The method of TorchSharp that shows whether scalars are kept alive: multiplication by one.</summary>
    internal static MethodInfo Multiplication => typeof(Tensor).GetMethod(nameof(Tensor.mul), [typeof(Scalar)])!;

    private static string? Try()
    {
        if (IsLeftToTorchSharp) return "switched off";
        if (KeepsAlive(Multiplication)) return "this TorchSharp keeps them alive during calls";
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return "only done on Linux x64";
        if (AssemblyLoadContext.GetLoadContext(typeof(ScalarDisposal).Assembly) is { IsCollectible: true })
            return "Kif is loaded such that it can be unloaded again, while native code would still call it";
        try
        {
            return Redirect();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }

    [SupportedOSPlatform("linux")]
    private static string? Redirect()
    {
        // The first call through TorchSharp loads the library; loading it by name alone would bypass TorchSharp's own order.
        torch.zeros(1).Dispose();
        IntPtr bridge = NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        IntPtr function = NativeLibrary.GetExport(bridge, Function);
        // What the function itself calls, from the C++ library that the bridge is linked with.
        var delete = Marshal.GetDelegateForFunctionPointer<SizedDelete>(NativeLibrary.GetExport(bridge, "_ZdlPvm"));
        queue = new(pointer => delete(pointer, ScalarBytes), Period);
        hook = scalar =>
        {
            if (scalar != IntPtr.Zero) queue.Add(scalar);
        };
        return FunctionPatch.Apply(function, Known, Marshal.GetFunctionPointerForDelegate(hook));
    }

    private static byte?[] Code(string text) => [.. text.Split(' ').Select(b => b == "??" ? (byte?)null : Convert.ToByte(b, 16))];
}
