global using Xunit;

// A driver's kernel holds its arguments: launches on one device do not go together.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
