using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Kif.Pipeline.Plugins;

/// <summary>Reads, before any of its code is loaded, what an assembly was built against.</summary>
internal static class PluginReferences
{
    /// <summary>This program's version of Kif, without the commit.</summary>
    public static string HostVersion { get; } =
        typeof(KifCatalog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>
    /// Refuses what is no assembly, and an assembly built against other versions of Kif's assemblies than this program's. Their assembly version is fixed within a major
    /// version (before 1.0 within a minor one), so another one is another surface.
    /// </summary>
    /// <exception cref="PluginException">It is one of those.</exception>
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
