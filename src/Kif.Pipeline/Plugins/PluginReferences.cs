using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Kif.Pipeline.Plugins;

/// <summary>Checks an assembly's references before any of its code is loaded.</summary>
internal static class PluginReferences
{
    /// <summary>The program's version of Kif, without the commit.</summary>
    public static string HostVersion { get; } =
        typeof(KifCatalog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>
    /// Throws if a file is not an assembly, or was built against versions of Kif's assemblies other than this program's. Assembly versions are fixed within
    /// a major version (before 1.0 within a minor one), so a different one means a different public API.
    /// </summary>
    /// <exception cref="PluginException">The file is not an assembly, or its references do not match.</exception>
    public static void Check(string path, string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var image = new PEReader(stream);
            if (!image.HasMetadata) throw new BadImageFormatException();
            MetadataReader metadata = image.GetMetadataReader();
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences) Check(metadata, metadata.GetAssemblyReference(handle), file);
        }
        catch (BadImageFormatException e)
        {
            throw new PluginException(file, "is no .NET assembly", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException(file, "can't be read: " + e.Message, e);
        }
    }

    private static void Check(MetadataReader metadata, AssemblyReference reference, string file)
    {
        string name = metadata.GetString(reference.Name);
        if (!PluginLoadContext.IsShared(name) || Host(name) is not { } host || host == reference.Version) return;
        bool kif = name.StartsWith("Kif.", StringComparison.Ordinal);
        if (!kif && reference.Version <= host) return;
        throw new PluginException(file, $"was built against {name} {Short(reference.Version)}, this program has {Short(host)} ({(kif ? "Kif " + HostVersion : name)}); "
            + $"build it again against {(kif ? $"the packages {HostVersion}" : $"{name} {Short(host)}")}");
    }

    private static Version? Host(string name)
    {
        try { return PluginLoadContext.Host.LoadFromAssemblyName(new AssemblyName(name)).GetName().Version; }
        catch (FileNotFoundException) { return null; }
    }

    private static string Short(Version version) => version.ToString(version.Build > 0 ? 3 : 2);
}
