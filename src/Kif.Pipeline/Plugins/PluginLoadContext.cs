using System.Reflection;
using System.Runtime.Loader;

namespace Kif.Pipeline.Plugins;

/// <summary>
/// The load context of a plug-in's assemblies. Assemblies of the interface between plug-in and program (Kif, TorchSharp, Microsoft.Extensions) are the
/// program's, so both share their types; all others are loaded from the plug-in's folder if present, in the plug-in's own version.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly string[] SharedPrefixes = ["Kif.", "Microsoft.Extensions."];
    private readonly AssemblyDependencyResolver resolver;

    /// <summary>Creates the context for the assembly at <paramref name="path"/>; loads nothing.</summary>
    public PluginLoadContext(string path) : base(Path.GetFileNameWithoutExtension(path)) => resolver = new AssemblyDependencyResolver(path);

    /// <summary>The load context of the program's own assemblies.</summary>
    public static AssemblyLoadContext Host { get; } = GetLoadContext(typeof(PluginLoadContext).Assembly) ?? Default;

    /// <summary>Whether an assembly of that name is taken from the program if the program has it.</summary>
    public static bool IsShared(string name) => name == "TorchSharp" || SharedPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    /// <summary>Loads the plug-in's references, so missing ones are found now and not during a run.</summary>
    /// <exception cref="PluginException">An assembly is missing.</exception>
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
