using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Kif;

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
    /// <exception cref="PluginFault">An assembly is missing.</exception>
    public void CheckDependencies(Assembly assembly)
    {
        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            try { LoadFromAssemblyName(name); }
            catch (FileNotFoundException e) { throw new PluginFault(PluginErrorText.Missing(name.Name!), e); }
        }
    }

    /// <summary>Returns the assemblies that an assembly refers to and that are loaded from the plug-in's folder.</summary>
    public IEnumerable<Assembly> Beside(Assembly assembly)
    {
        foreach (AssemblyName name in assembly.GetReferencedAssemblies())
        {
            Assembly referred;
            try { referred = LoadFromAssemblyName(name); }
            catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException) { continue; }
            if (GetLoadContext(referred) == this) yield return referred;
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

/// <summary>Checks an assembly's references before any of its code is loaded.</summary>
internal static class PluginReferences
{
    /// <summary>The program's version of Kif, without the commit.</summary>
    public static string HostVersion { get; } = KifVersion.Current.Split('+')[0];

    /// <summary>
    /// Throws if a file is not an assembly, or was built against versions of Kif's assemblies other than this program's. Assembly versions are fixed within
    /// a major version (before 1.0 within a minor one), so a different one means a different public API.
    /// </summary>
    /// <exception cref="PluginFault">The file is not an assembly, or its references do not match.</exception>
    public static void Check(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var image = new PEReader(stream);
            if (!image.HasMetadata) throw new BadImageFormatException();
            MetadataReader metadata = image.GetMetadataReader();
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences) Check(metadata, metadata.GetAssemblyReference(handle));
        }
        catch (BadImageFormatException e)
        {
            throw new PluginFault("is no .NET assembly", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginFault("can't be read: " + e.Message, e);
        }
    }

    private static void Check(MetadataReader metadata, AssemblyReference reference)
    {
        string name = metadata.GetString(reference.Name);
        if (!PluginLoadContext.IsShared(name) || Host(name) is not { } host || host == reference.Version) return;
        bool kif = name.StartsWith("Kif.", StringComparison.Ordinal);
        if (!kif && reference.Version <= host) return;
        throw new PluginFault(
            $"was built against {name} {Short(reference.Version)}, this program has {Short(host)} ({(kif ? "Kif " + HostVersion : name)}); "
            + $"build it again against {(kif ? $"the packages {HostVersion}" : $"{name} {Short(host)}")}");
    }

    private static Version? Host(string name)
    {
        try { return PluginLoadContext.Host.LoadFromAssemblyName(new AssemblyName(name)).GetName().Version; }
        catch (FileNotFoundException) { return null; }
    }

    private static string Short(Version version) => version.ToString(version.Build > 0 ? 3 : 2);
}
