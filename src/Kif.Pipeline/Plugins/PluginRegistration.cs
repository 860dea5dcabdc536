using System.Reflection;

namespace Kif.Pipeline.Plugins;

/// <summary>Loads plug-ins: assemblies that register strategies and parts and that the program was not built with.</summary>
public static class PluginRegistration
{
    /// <summary>
    /// Loads an assembly and lets each <see cref="IKifPlugin"/> in it register. It runs with all rights of the program, so load only files that the user
    /// named. It gets its own load context: its dependencies come from its folder, those on Kif and TorchSharp from the program. It stays loaded until the
    /// process ends.
    /// </summary>
    /// <param name="catalog">The catalog to extend; unchanged after an error.</param>
    /// <param name="file">The assembly's path.</param>
    /// <returns><paramref name="catalog"/>.</returns>
    /// <exception cref="PluginException">
    /// The file is missing, is not an assembly, has no plug-in or was built against an incompatible Kif or TorchSharp; or a dependency is missing, or a
    /// name is malformed or taken.
    /// </exception>
    public static KifCatalog AddPlugin(this KifCatalog catalog, string file)
    {
        if (!File.Exists(file)) throw new PluginException(file, Directory.Exists(file) ? "is a folder; name the .dll in it" : "is not there");
        string path = Path.GetFullPath(file);
        PluginReferences.Check(path, file);
        try
        {
            var context = new PluginLoadContext(path);
            Assembly assembly = context.LoadFromAssemblyPath(path);
            context.CheckDependencies(assembly, file);
            IReadOnlyList<IKifPlugin> plugins = PluginTypes.Create(assembly, file);
            return catalog.AddFrom(Path.GetFileName(file), kif =>
            {
                foreach (IKifPlugin plugin in plugins) plugin.Register(kif);
            });
        }
        catch (Exception e) when (e is not PluginException)
        {
            throw new PluginException(file, PluginFailure.Describe(e), e);
        }
    }
}
