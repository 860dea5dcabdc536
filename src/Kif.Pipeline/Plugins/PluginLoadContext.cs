using System.Reflection;
using System.Runtime.Loader;

namespace Kif.Pipeline.Plugins;

/// <summary>
/// Where a plug-in's assemblies live. What is part of the interface between it and the program (Kif, TorchSharp, Microsoft.Extensions) is the program's, so that both mean the same types;
/// everything else comes from the plug-in's folder if it is there, in the plug-in's own version.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly string[] SharedPrefixes = ["Kif.", "Microsoft.Extensions."];
    private readonly AssemblyDependencyResolver resolver;

    /// <summary>Makes it for the assembly at <paramref name="path"/>; loads nothing.</summary>
    public PluginLoadContext(string path) : base(Path.GetFileNameWithoutExtension(path)) => resolver = new AssemblyDependencyResolver(path);

    /// <summary>Where the program's own assemblies live.</summary>
    public static AssemblyLoadContext Host { get; } = GetLoadContext(typeof(PluginLoadContext).Assembly) ?? Default;

    /// <summary>Whether the program's assembly of that name is used if it has one.</summary>
    public static bool IsShared(string name) => name == "TorchSharp" || SharedPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Loads what the plug-in refers to, so that what is missing is found now and not in the middle of a run.</summary>
    /// <exception cref="PluginException">Something is missing.</exception>
    public void CheckDependencies(Assembly assembly, string file)
    {
        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            try { LoadFromAssemblyName(name); }
            catch (FileNotFoundException e) { throw new PluginException(file, PluginFailure.Missing(name.Name!), e); }
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName.Name!) && Shared(assemblyName.Name!) is { } shared) return shared;
        return resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;

    private static Assembly? Shared(string name)
    {
        try { return Host.LoadFromAssemblyName(new AssemblyName(name)); }
        catch (FileNotFoundException) { return null; }
    }
}
