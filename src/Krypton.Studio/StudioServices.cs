using Krypton.Studio.Library;
using Krypton.Studio.Runs;
using Krypton.Studio.Safety;

namespace Krypton.Studio;

/// <summary>Everything behind the page.</summary>
internal sealed class StudioServices : IAsyncDisposable
{
    /// <exception cref="Catalog.CatalogException">The data folder's catalog cannot be opened.</exception>
    /// <exception cref="IOException">The data folder cannot be made.</exception>
    public StudioServices(StudioOptions options)
    {
        Options = options;
        Folder = new StudioFolder(options.Data);
        Workbench = new Workbench(Folder);
        Library = new StudioLibrary(options.Limits, Workbench, new UploadStore(Folder, options.Limits));
        Models = new ModelInspector(options.Limits);
        Guard = new ScriptGuard(Folder, options);
        Occluded = new OccludedImage(Library, Models);
        Queue = new RunQueue(new RunExecution(Workbench, Occluded), Workbench, options.Limits);
    }

    public StudioOptions Options { get; }

    public StudioFolder Folder { get; }

    public Workbench Workbench { get; }

    public StudioLibrary Library { get; }

    public ModelInspector Models { get; }

    public ScriptGuard Guard { get; }

    public OccludedImage Occluded { get; }

    public RunQueue Queue { get; }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        Workbench.Dispose();
    }
}
