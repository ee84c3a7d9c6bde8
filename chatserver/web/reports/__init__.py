"""The analyst's pages: figures and the stuck map, drawn by the hub, with their definitions and exports."""
