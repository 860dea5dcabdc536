using System.Reflection;

namespace Kif.Pipeline.Plugins;

/// <summary>Loads plug-ins: assemblies that register strategies and parts and that the program was not built with.</summary>
public static class PluginRegistration
{
    /// <summary>
    /// Loads an assembly and lets each <see cref="IKifPlugin"/> in it register. It runs with all the rights of the program, so load only what the user named. It gets a load context
    /// of its own: its own dependencies come from its folder, those of Kif and TorchSharp from the program. It stays loaded until the process ends.
    /// </summary>
    /// <param name="catalog">What to add to. After an error it is as it was before.</param>
    /// <param name="file">The assembly's path.</param>
    /// <returns><paramref name="catalog"/>.</returns>
    /// <exception cref="PluginException">
    /// There is no such file, it is no assembly, it has no plug-in, it was built against a Kif or TorchSharp that does not fit, a dependency is missing, or a name is malformed or taken.
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
